package mptcp.socketagent.socket;

import java.util.List;
import mptcp.api.socket.PathError;

/** What Linux makes of an ICMP message: icmp(7), and what its sockets were seen to answer. */
final class PathErrors {
    private static final int V4_UNREACHABLE = 3;
    private static final int V4_PARAMETER_PROBLEM = 12;
    private static final int V6_UNREACHABLE = 1;
    private static final int V6_PARAMETER_PROBLEM = 4;
    /** By the code of "unreachable" (RFC 792, RFC 1122 section 3.2.2.1, RFC 1812 section 5.2.7.1). */
    private static final List<Errno> UNREACHABLE_V4 = List.of(Errno.ENETUNREACH, Errno.EHOSTUNREACH, Errno.ENOPROTOOPT, Errno.ECONNREFUSED,
            Errno.EHOSTUNREACH, Errno.EOPNOTSUPP, Errno.ENETUNREACH, Errno.EHOSTDOWN, Errno.ENONET, Errno.ENETUNREACH, Errno.EHOSTUNREACH,
            Errno.ENETUNREACH, Errno.EHOSTUNREACH, Errno.EHOSTUNREACH, Errno.EHOSTUNREACH, Errno.EHOSTUNREACH);
    /** RFC 4443 section 3.1. */
    private static final List<Errno> UNREACHABLE_V6 = List.of(Errno.ENETUNREACH, Errno.EACCES, Errno.EHOSTUNREACH, Errno.EHOSTUNREACH,
            Errno.ECONNREFUSED, Errno.EACCES, Errno.EACCES);

    private PathErrors() {}

    static Errno of(PathError e) {
        int unreachable = e.ipv6() ? V6_UNREACHABLE : V4_UNREACHABLE;
        int problem = e.ipv6() ? V6_PARAMETER_PROBLEM : V4_PARAMETER_PROBLEM;
        if (e.type() == unreachable) {
            List<Errno> all = e.ipv6() ? UNREACHABLE_V6 : UNREACHABLE_V4;
            return e.code() < all.size() ? all.get(e.code()) : Errno.EPROTO;
        }
        return e.type() == problem ? Errno.EPROTO : Errno.EHOSTUNREACH;
    }
}
