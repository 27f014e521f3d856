package mptcp.socketagent.socket;

import mptcp.api.socket.StreamException;

/** The errors that requests answer with, as Linux numbers them. */
public enum Errno {
    EPERM(1),
    ENOENT(2),
    EBADF(9),
    EAGAIN(11),
    EACCES(13),
    EEXIST(17),
    ENODEV(19),
    EINVAL(22),
    EPIPE(32),
    ENOSYS(38),
    ENODATA(61),
    ENONET(64),
    EPROTO(71),
    EBADMSG(74),
    ENOPROTOOPT(92),
    EPROTONOSUPPORT(93),
    ESOCKTNOSUPPORT(94),
    EOPNOTSUPP(95),
    EAFNOSUPPORT(97),
    EADDRINUSE(98),
    EADDRNOTAVAIL(99),
    ENETUNREACH(101),
    ECONNABORTED(103),
    ECONNRESET(104),
    EISCONN(106),
    ENOTCONN(107),
    ETIMEDOUT(110),
    ECONNREFUSED(111),
    EHOSTDOWN(112),
    EHOSTUNREACH(113),
    EALREADY(114),
    EINPROGRESS(115);

    private final int number;

    Errno(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** The error of a socket of the stack; each of its reasons names one. */
    static Errno of(StreamException e) {
        return valueOf(e.reason().posix());
    }
}
