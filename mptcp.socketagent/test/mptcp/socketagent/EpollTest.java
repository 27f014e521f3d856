package mptcp.socketagent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** epoll as Linux has it: level and edge triggered, one-shot. */
@Timeout(60)
final class EpollTest {
    private static final String EDGE = "0x80000001"; // EPOLLET | EPOLLIN

    @RegisterExtension
    final TwoAgents agents = new TwoAgents();

    @BeforeEach
    void connected() {
        agents.right.number("socket inet 1 tcp");
        agents.right.number("bind 3 10.0.0.2 80");
        agents.right.number("listen 3 5");
        agents.left.number("socket inet 1 tcp");
        agents.left.number("connect 3 10.0.0.2 80");
        agents.right.number("accept 3");
        assertEquals(1000, agents.right.number("epoll_create"));
    }

    private void arrives(int bytes) {
        agents.left.number("write 3 " + bytes);
        assertEquals("= 1 1", agents.right.ask("poll -1 4:1")); // it is there
    }

    @Test
    void levelTellsAsLongAsItIsTrue() {
        agents.right.number("epoll_ctl 1000 add 4 1");
        assertEquals("= 0", agents.right.ask("epoll_wait 1000 8 0"));
        arrives(100);
        assertEquals("= 1 4:1", agents.right.ask("epoll_wait 1000 8 -1"));
        assertEquals("= 1 4:1", agents.right.ask("epoll_wait 1000 8 -1"));
        agents.right.number("read 4 100");
        assertEquals("= 0", agents.right.ask("epoll_wait 1000 8 0"));
    }

    @Test
    void anEdgeIsToldOnce() {
        agents.right.number("epoll_ctl 1000 add 4 " + EDGE);
        arrives(100);
        assertEquals("= 1 4:1", agents.right.ask("epoll_wait 1000 8 -1"));
        assertEquals("= 0", agents.right.ask("epoll_wait 1000 8 0"));
        agents.left.number("write 3 100"); // more of it is an edge again
        assertEquals("= 1 4:1", agents.right.ask("epoll_wait 1000 8 -1"));
        agents.right.number("read 4 200");
        assertEquals("= 0", agents.right.ask("epoll_wait 1000 8 0"));
        arrives(10);
        assertEquals("= 1 4:1", agents.right.ask("epoll_wait 1000 8 -1"));
    }

    @Test
    void oneShotIsToldOnceUntilItIsSetAgain() {
        agents.right.number("epoll_ctl 1000 add 4 0x40000001");
        arrives(100);
        assertEquals("= 1 4:1", agents.right.ask("epoll_wait 1000 8 -1"));
        assertEquals("= 0", agents.right.ask("epoll_wait 1000 8 0"));
        agents.right.number("epoll_ctl 1000 mod 4 0x40000001");
        assertEquals("= 1 4:1", agents.right.ask("epoll_wait 1000 8 -1"));
    }

    @Test
    void whatIsRefused() {
        assertEquals("! EBADF", agents.right.ask("epoll_wait 1001 8 0"));
        assertEquals("! EINVAL", agents.right.ask("epoll_wait 1000 0 0"));
        assertEquals("! EBADF", agents.right.ask("epoll_ctl 1000 add 9 1"));
        assertEquals("! ENOENT", agents.right.ask("epoll_ctl 1000 mod 4 1"));
        agents.right.number("epoll_ctl 1000 add 4 1");
        assertEquals("! EEXIST", agents.right.ask("epoll_ctl 1000 add 4 1"));
        agents.right.number("close 1000");
        assertEquals("! EBADF", agents.right.ask("epoll_wait 1000 8 0"));
    }
}
