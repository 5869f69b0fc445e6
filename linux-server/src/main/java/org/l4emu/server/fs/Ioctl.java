package org.l4emu.server.fs;

/** Request numbers of ioctl. */
final class Ioctl {
    static final int TCGETS = 0x5401;
    static final int TCSETS = 0x5402;
    static final int TCSETSW = 0x5403;
    static final int TCSETSF = 0x5404;
    static final int TCSBRK = 0x5409;
    static final int TCXONC = 0x540a;
    static final int TCFLSH = 0x540b;
    static final int TIOCSCTTY = 0x540e;
    static final int TIOCGPGRP = 0x540f;
    static final int TIOCSPGRP = 0x5410;
    static final int TIOCOUTQ = 0x5411;
    static final int TIOCSTI = 0x5412;
    static final int TIOCGWINSZ = 0x5413;
    static final int TIOCSWINSZ = 0x5414;
    static final int FIONREAD = 0x541b;
    static final int FIONBIO = 0x5421;
    static final int TIOCGETD = 0x5424;
    static final int TIOCNOTTY = 0x5422;
    static final int TCSBRKP = 0x5425;
    static final int TIOCGSID = 0x5429;
    static final int TIOCGPTPEER = 0x5441;
    static final int FIONCLEX = 0x5450;
    static final int FIOCLEX = 0x5451;
    static final int FIOASYNC = 0x5452;
    static final int TIOCGPTN = 0x80045430;
    static final int TIOCSPTLCK = 0x40045431;
    static final int TIOCSIG = 0x40045436;
    static final int TIOCGPTLCK = 0x80045439;

    private Ioctl() {}
}
