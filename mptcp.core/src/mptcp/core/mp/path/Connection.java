package mptcp.core.mp.path;

/** The connection that a subflow belongs to, as its host knows it: who is at fault if its work fails. */
public interface Connection {
    /** Unique in the host, ascending. */
    long id();
}
