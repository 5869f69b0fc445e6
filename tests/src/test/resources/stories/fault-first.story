title: The same schedule when the server locks emu_local_lock for the page fault
protocol: first
fault-micros: 50
mode: fault
schedule: 9.0 until emulib.lock; 8.0 until user; 9.0 until emulib.readAction; 8.0 until blocked; 8.1 until signal.receive; 8.0 until blocked
status: 0
output: handled
shows: handler 0x
hides: unexpected syscall
from: kill(3, SIGUSR1)
to: handler returned
