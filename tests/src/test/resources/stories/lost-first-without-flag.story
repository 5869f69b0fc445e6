title: A signal is lost on the way back, with two servers and no sigs_handled
protocol: first,sigsHandled=off
mode: call
schedule: 9.0 until emulib.lock; 8.0 until emulib.lock; 8.0 past emulib.call; 4.0 until server.reply; 9.0 past emulib.call; 4.3 until server.reply
schedule: 8.1 until signal.receive; 8.0 until user; 8.0 until emulib.lock
status: 0
output: not handled before the next system call
shows: emu_local_lock is taken by user 8.0: forgotten
from: getppid()
to: write(1
