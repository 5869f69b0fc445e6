title: The same schedule with sigs_handled
protocol: first
mode: call
schedule: 9.0 until emulib.lock; 8.0 until emulib.lock; 8.0 past emulib.call; 4.0 until server.reply; 9.0 past emulib.call; 4.3 until server.reply
schedule: 8.1 for 2; 8.0 until user; 8.1 until signal.receive
status: 0
output: handled
shows: sigs_handled of user 8.0: 0 -> 1
shows: handler 0x
hides: forgotten
from: getppid()
to: handler returned
