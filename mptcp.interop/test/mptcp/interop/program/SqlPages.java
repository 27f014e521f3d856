package mptcp.interop.program;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;

/** A program that knows nothing of this project: rows of a database, some at a time; prints how many, their bytes, and the cipher. */
public final class SqlPages {
    private static final int ROWS = 4000;

    private SqlPages() {}

    public static void main(String[] args) throws Exception {
        Class.forName("org.postgresql.Driver");
        try (Connection c = DriverManager.getConnection(args[0]); Statement s = c.createStatement()) {
            c.setAutoCommit(false); // a cursor, instead of all rows at once
            s.setFetchSize(100);
            long bytes = 0;
            int rows = 0;
            try (ResultSet all = s.executeQuery("select repeat(md5(n::text), 100) from generate_series(1, " + ROWS + ") n")) {
                while (all.next()) {
                    bytes += all.getString(1).length();
                    if (++rows == ROWS / 2) {
                        System.out.println("half");
                    }
                }
            }
            try (ResultSet tls = s.executeQuery("select version from pg_stat_ssl where pid = pg_backend_pid()")) {
                tls.next();
                System.out.println(rows + " " + bytes + " " + tls.getString(1));
            }
        }
    }
}
