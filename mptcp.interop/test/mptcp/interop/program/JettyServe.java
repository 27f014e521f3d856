package mptcp.interop.program;

import java.nio.ByteBuffer;
import java.util.Random;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/** A program that knows nothing of this project: a server of so many bytes, with Jetty, HTTP/1.1 and 2. */
public final class JettyServe {
    private JettyServe() {}

    public static void main(String[] args) throws Exception {
        System.out.println(start(null, Integer.parseInt(args[0])).getLocalPort());
    }

    /** @param host null: all addresses */
    public static ServerConnector start(String host, int bytes) throws Exception {
        byte[] page = new byte[bytes];
        new Random(1).nextBytes(page);
        Server server = new Server();
        HttpConfiguration configuration = new HttpConfiguration();
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(configuration),
                new HTTP2CServerConnectionFactory(configuration));
        connector.setHost(host);
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                response.write(true, ByteBuffer.wrap(page), callback);
                return true;
            }
        });
        server.start();
        return connector;
    }
}
