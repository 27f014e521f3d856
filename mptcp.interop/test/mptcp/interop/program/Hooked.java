package mptcp.interop.program;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.concurrent.FutureTask;

/** A program that knows nothing of this project, and does what the JDK's sockets and streams decide by themselves. */
public final class Hooked {
    private Hooked() {}

    /** @param args the ports on loopback of what takes the place of a SOCKS proxy, and of a server that gives back what it gets */
    @SuppressWarnings("deprecation") // programs do use them
    public static void main(String[] args) throws Exception {
        System.setProperty("socksProxyHost", "127.0.0.1");
        System.setProperty("socksProxyPort", args[0]);
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("192.0.2.1", 9));
        } catch (IOException e) {
            System.out.println(e.getMessage());
        }
        System.clearProperty("socksProxyHost");
        try (SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1])))) {
            InputStream in = Channels.newInputStream(channel);
            OutputStream out = Channels.newOutputStream(channel);
            FutureTask<Integer> reading = new FutureTask<>(in::read);
            Thread reader = Thread.ofPlatform().start(reading);
            while (reader.getState() == Thread.State.NEW || !reads(reader)) {
                Thread.onSpinWait();
            }
            out.write(7);
            System.out.println("given back: " + reading.get());
        }
        Socket.setSocketImplFactory(Own::new);
        ServerSocket.setSocketFactory(Own::new);
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
        } catch (IOException e) {
            System.out.println(e.getMessage());
        }
        try (ServerSocket listener = new ServerSocket()) {
            listener.bind(null);
        } catch (IOException e) {
            System.out.println(e.getMessage());
        }
        try {
            Socket.setSocketImplFactory(Own::new);
        } catch (SocketException e) {
            System.out.println(e.getMessage());
        }
    }

    private static boolean reads(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getClassName().endsWith("SocketChannel") && frame.getMethodName().equals("read")) {
                return true;
            }
        }
        return false;
    }

    /** A program's own sockets. */
    private static final class Own extends SocketImpl {
        @Override
        protected void create(boolean stream) {}

        @Override
        protected void connect(String host, int port) throws IOException {
            throw new IOException("own connect");
        }

        @Override
        protected void connect(InetAddress address, int port) throws IOException {
            throw new IOException("own connect");
        }

        @Override
        protected void connect(SocketAddress address, int timeout) throws IOException {
            throw new IOException("own connect");
        }

        @Override
        protected void bind(InetAddress host, int port) throws IOException {
            throw new IOException("own bind");
        }

        @Override
        protected void listen(int backlog) {}

        @Override
        protected void accept(SocketImpl s) {}

        @Override
        protected InputStream getInputStream() {
            return InputStream.nullInputStream();
        }

        @Override
        protected OutputStream getOutputStream() {
            return OutputStream.nullOutputStream();
        }

        @Override
        protected int available() {
            return 0;
        }

        @Override
        protected void close() {}

        @Override
        protected void sendUrgentData(int data) {}

        @Override
        public void setOption(int id, Object value) {}

        @Override
        public Object getOption(int id) {
            return 0;
        }
    }
}
