package mptcp.shell.world;

/** A connection among those of all hosts: ids are unique in one stack only. Shown as {@code client/1}. */
public record ConnectionId(String host, long id) {
    @Override
    public String toString() {
        return host + "/" + id;
    }
}
