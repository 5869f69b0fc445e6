title: A page fault of emulation code is taken for a coming signal
protocol: first,sigsHandled=off,signalThreadFaults=no
mode: stack
schedule: 9.0 until emulib.lock; 8.0 until user; 8.0 for 1500; 9.0 until emulib.readAction; 8.1 until signal.receive
status: 70
output: 
hides: frame of SIGUSR1
from: kill(3, SIGUSR1)
to: ipc page-fault -> server 4.0
