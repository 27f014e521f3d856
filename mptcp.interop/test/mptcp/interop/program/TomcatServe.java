package mptcp.interop.program;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.startup.Tomcat;

/** A program that knows nothing of this project: a server of so many bytes, with Tomcat. */
public final class TomcatServe {
    private static final Logger QUIET = Logger.getLogger("org.apache");

    private TomcatServe() {}

    public static void main(String[] args) throws Exception {
        QUIET.setLevel(Level.SEVERE);
        byte[] page = new byte[Integer.parseInt(args[0])];
        new Random(1).nextBytes(page);
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(Files.createTempDirectory("tomcat").toString());
        tomcat.setPort(0);
        tomcat.setSilent(true);
        var context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "page", new HttpServlet() {
            private static final long serialVersionUID = 1;

            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                response.setContentLength(page.length);
                response.getOutputStream().write(page);
            }
        }).addMapping("/*");
        tomcat.getConnector();
        tomcat.start();
        System.out.println(tomcat.getConnector().getLocalPort());
        tomcat.getServer().await();
    }
}
