package mptcp.interop.program;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;

/** A program that knows nothing of this project: it uses what is no connection. What is refused it prints. */
public final class Unseen {
    private Unseen() {}

    /** A part that may be refused. */
    private interface Part {
        void run() throws IOException;
    }

    @SuppressWarnings("resource") // what is open at the end is to be found
    public static void main(String[] args) throws Exception {
        say(() -> new DatagramSocket(0, InetAddress.getLoopbackAddress()));
        say(() -> DatagramChannel.open().bind(null));
        say(() -> name("no-such-host.invalid"));
        say(() -> InetAddress.getByName("localhost"));
        say(InetAddress::getLocalHost);
        new ProcessBuilder("true").start().waitFor();
        System.out.println("done");
    }

    private static void name(String host) throws IOException {
        try {
            InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            if (e.getMessage().contains("stack")) {
                throw e;
            }
        }
    }

    private static void say(Part part) {
        try {
            part.run();
        } catch (IOException e) {
            System.out.println(e.getClass().getSimpleName() + " " + e.getMessage());
        }
    }
}
