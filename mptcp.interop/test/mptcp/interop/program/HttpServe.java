package mptcp.interop.program;

import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.util.Random;
import java.util.concurrent.Executors;

/** A program that knows nothing of this project: a server of so many bytes, with the JDK's HttpServer. */
public final class HttpServe {
    private HttpServe() {}

    public static void main(String[] args) throws Exception {
        byte[] page = new byte[Integer.parseInt(args[0])];
        new Random(1).nextBytes(page);
        HttpServer server = HttpServer.create(new InetSocketAddress(0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
        System.out.println(server.getAddress().getPort());
    }
}
