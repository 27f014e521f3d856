package mptcp.interop.program;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;

/** A program that knows nothing of this project: rows of a database, with PostgreSQL's JDBC driver; prints how many, and bytes. */
public final class SqlQuery {
    private SqlQuery() {}

    public static void main(String[] args) throws Exception {
        Class.forName("org.postgresql.Driver");
        long bytes = 0;
        int rows = 0;
        try (Connection c = DriverManager.getConnection(args[0]); Statement s = c.createStatement();
                ResultSet all = s.executeQuery("select repeat(md5(n::text), 100) from generate_series(1, 1000) n")) {
            while (all.next()) {
                bytes += all.getString(1).length();
                rows++;
            }
        }
        System.out.println(rows + " " + bytes);
    }
}
