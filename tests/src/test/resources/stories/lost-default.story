title: The same schedule when the signal thread waits for the lock
protocol: default
mode: call
schedule: 9.0 until emulib.lock; 8.0 until emulib.lock; 8.0 past emulib.call
schedule: 8.0 until emulib.readAction; 9.0 until emulib.readAction
schedule: 8.1 for 2; 8.0 until user; 8.1 until signal.receive
status: 0
output: handled
shows: handler 0x
hides: forgotten
from: getppid()
to: handler returned
