package mptcp.core.mp.path;

/** The connection that a subflow belongs to, as its host knows it: who is at fault if its work fails. */
public interface Connection {
    /** Unique in the host, ascending. */
    long id();

    /** ICMP told this of a packet of one of its subflows. */
    void pathError(boolean ipv6, int type, int code);
}
