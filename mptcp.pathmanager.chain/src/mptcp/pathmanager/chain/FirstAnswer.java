package mptcp.pathmanager.chain;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import mptcp.api.address.Tags;
import mptcp.api.path.FirstPaths;

/** The ways to open the connection, and whether a member has chosen among them. */
final class FirstAnswer implements FirstPaths {
    private final FirstPaths paths;
    private boolean given;

    FirstAnswer(FirstPaths paths) {
        this.paths = paths;
    }

    boolean given() {
        return given;
    }

    @Override
    public int count() {
        return paths.count();
    }

    @Override
    public InetAddress local(int way) {
        return paths.local(way);
    }

    @Override
    public InetSocketAddress remote(int way) {
        return paths.remote(way);
    }

    @Override
    public String link(int way) {
        return paths.link(way);
    }

    @Override
    public Tags tags(int way) {
        return paths.tags(way);
    }

    @Override
    public void attempt(int way, long afterNs) {
        paths.attempt(way, afterNs);
        given = true;
    }
}
