title: A message from a task that is under kernel control already, with one server
protocol: second
fault-micros: 50
mode: fault
schedule: 9.0 until emulib.lock; 8.0 until user; 9.0 until emulib.readAction; 8.0 until blocked; 8.1 until signal.receive; 8.0 until blocked
status: 0
shows: unexpected syscall
from: kill(3, SIGUSR1)
to: unexpected syscall
