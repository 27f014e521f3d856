package mptcp.shell.command;

import java.util.List;

/** The bundles that offer policies: a view of the framework, or of a fake one. Any thread. */
public interface PolicyBundles {
    /** A bundle; state is the framework's name of it (ACTIVE, RESOLVED, ...). */
    record Entry(long id, String name, String version, String state) {}

    /** The policy bundles, by name. */
    List<Entry> list();

    /**
     * Finds any bundle by id or symbolic name; where no name is equal, by the only name that ends with it
     * ({@code roundrobin}).
     *
     * @throws CommandException that lists the policy bundles
     */
    Entry find(String nameOrId) throws CommandException;

    /** Starts it for as long as this framework runs. */
    void start(Entry bundle) throws CommandException;

    /** Stops it for as long as this framework runs: a new start of the shell has it again. */
    void stop(Entry bundle) throws CommandException;

    /** Reads it again from where it was installed from, or from a URL. */
    void update(Entry bundle, String url) throws CommandException;
}
