package mptcp.interop.program;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.Proxy;
import java.net.Socket;

/** A program that knows nothing of this project: what it opens goes through no channel and no plain socket, and is closed at once. */
public final class Closed {
    private Closed() {}

    /** @param args the port of a SOCKS proxy on loopback, which may be nobody's */
    public static void main(String[] args) throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        byte[] received = new byte[10];
        try (DatagramSocket to = new DatagramSocket(0, loopback); DatagramSocket from = new DatagramSocket()) {
            from.send(new DatagramPacket(new byte[3], 3, to.getLocalSocketAddress()));
            DatagramPacket packet = new DatagramPacket(received, received.length);
            to.receive(packet);
            System.out.println(packet.getLength() + " bytes");
        }
        new MulticastSocket().close();
        InetSocketAddress proxy = new InetSocketAddress(loopback, Integer.parseInt(args[0]));
        try (Socket socket = new Socket(new Proxy(Proxy.Type.SOCKS, proxy))) {
            socket.connect(new InetSocketAddress(loopback, 9));
        } catch (IOException e) {
            System.out.println(e.getMessage());
        }
    }
}
