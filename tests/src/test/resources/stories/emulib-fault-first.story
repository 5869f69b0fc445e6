title: The same schedule with sigs_handled in its second meaning
protocol: first,signalThreadFaults=no
mode: stack
schedule: 9.0 until emulib.lock; 8.0 until user; 8.0 for 1500; 9.0 until emulib.readAction; 8.1 until signal.receive
status: 0
output: handled
shows: frame of SIGUSR1
shows: handler 0x
from: kill(3, SIGUSR1)
to: handler 0x
