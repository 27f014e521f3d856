package example.fetch;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import mptcp.api.address.LinkAddress;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StackFactory;
import mptcp.io.raw.RawLinkFactory;
import mptcp.io.raw.RawLinkOptions;
import mptcp.nio.StackSockets;

/** A stack with two links, and a thread that fetches a page over it. */
final class Fetch implements AutoCloseable {
    private final Stack stack;

    /** @param end called when the page is there */
    Fetch(StackFactory stacks, int port, Runnable end) {
        stack = stacks.create(StackConfig.builder("app").build());
        Thread.ofPlatform().start(() -> {
            try {
                link("tun1", "10.200.1.2/24");
                link("tun2", "10.200.2.2/24");
                fetch(port);
            } catch (IOException e) {
                System.err.println("nothing fetched: " + e);
            } finally {
                end.run();
            }
        });
    }

    private void link(String device, String address) throws IOException {
        RawLinkOptions options = RawLinkOptions.create(device).presence(RawLinkOptions.Presence.EITHER);
        stack.addLink(RawLinkFactory.openBest(options, System.err::println), List.of(LinkAddress.of(address)));
    }

    private void fetch(int port) throws IOException {
        try (StackSockets sockets = StackSockets.of(stack);
                Socket socket = sockets.socketFactory().createSocket("10.201.1.2", port)) {
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().transferTo(System.out);
        }
    }

    @Override
    public void close() {
        stack.close();
    }
}
