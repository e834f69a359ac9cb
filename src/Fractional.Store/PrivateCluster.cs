using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;

namespace Fractional.Store;

/// <summary>
/// A PostgreSQL server of our own: made in the folder for temporary files, on a free port of the loopback address,
/// with a random password, as an unprivileged user when we are root (PostgreSQL refuses to run as root). It is
/// durable like a real one.
/// </summary>
/// <remarks>
/// A small shell waits on a pipe from this process. The pipe closes when this object is disposed, and also when
/// this process is killed in any way; the shell then stops the server and removes the folder.
/// </remarks>
public sealed class PrivateCluster : IAsyncDisposable
{
    const string FolderPrefix = "fractional-pg-";
    const string User = "fractional";

    /// <summary>nobody, on every Linux.</summary>
    const string NobodyId = "65534";

    static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    readonly string binaries;
    readonly string folder;
    readonly int port;
    readonly string password;
    Process? keeper;
    Process? server;

    PrivateCluster(string binaries, string folder)
    {
        this.binaries = binaries;
        this.folder = folder;
        port = FreePort();
        password = RandomNumberGenerator.GetHexString(32, lowercase: true);
    }

    public string ConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = IPAddress.Loopback.ToString(), Port = port, Username = User, Password = password, Database = "postgres",
    }.ConnectionString;

    /// <summary>Makes a cluster and starts it: about two seconds.</summary>
    /// <exception cref="FileNotFoundException">PostgreSQL is not installed; says how to get it.</exception>
    public static async Task<PrivateCluster> Start(CancellationToken stop = default)
    {
        var binaries = PostgresBinaries.Find();
        RemoveLeftovers();
        var folder = Directory.CreateTempSubdirectory($"{FolderPrefix}{Environment.ProcessId}-").FullName;
        var cluster = new PrivateCluster(binaries, folder);
        try
        {
            await cluster.Initialise(stop);
            await cluster.StartServer(stop);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the server, again after it was stopped or killed; answers when it accepts connections.</summary>
    public async Task StartServer(CancellationToken stop = default)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            // Right after a kill the dead server's children may still hold its memory: then the new one ends at once.
            if (server is null or { HasExited: true }) server = LaunchServer();
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false;Timeout=2");
                await connection.OpenAsync(stop);
                return;
            }
            catch (NpgsqlException) when (waited.Elapsed < StartLimit)
            {
                await Task.Delay(50, stop);
            }
            catch (NpgsqlException fault)
            {
                throw new StoreUnavailableException(
                    $"the private PostgreSQL did not accept connections within {StartLimit.TotalSeconds:0} s; "
                    + $"its log ends: {LogTail()}", outcomeUnknown: false, fault);
            }
        }
    }

    /// <summary>Ends the server as a power cut would, and waits until it is gone.</summary>
    public async Task KillServer()
    {
        if (server is null) return;
        server.Kill();
        await server.WaitForExitAsync();
    }

    /// <summary>A child of this process, so that a dead one leaves no trace that the next would take for a live
    /// one.</summary>
    Process LaunchServer() => Run(
        "cd \"$1\" && exec setsid \"$2/postgres\" -D \"$1/data\" >>log 2>&1 </dev/null", folder, binaries);

    async Task Initialise(CancellationToken stop)
    {
        if (Environment.IsPrivilegedProcess) await Give(folder, stop);
        keeper = Run(KeeperScript, folder);
        using var made = Run(
            """
            cd "$1" && read -r password && printf '%s' "$password" >password &&
            "$2/initdb" -D "$1/data" -U "$3" --pwfile password --auth scram-sha-256 -E UTF8 --locale C -N >log 2>&1 &&
            rm password && cat >>data/postgresql.conf
            """, folder, binaries, User);
        await made.StandardInput.WriteLineAsync(password);
        await made.StandardInput.WriteAsync(Configuration());
        made.StandardInput.Close();
        await made.WaitForExitAsync(stop);
        if (made.ExitCode != 0)
            throw new StoreUnavailableException(
                $"initdb failed in {folder}; its log ends: {LogTail()}", outcomeUnknown: false);
    }

    string Configuration() =>
        $"""
        listen_addresses = '127.0.0.1'
        port = {port}
        unix_socket_directories = '{folder}'
        max_connections = 200
        shared_buffers = 128MB
        max_wal_size = 1GB
        fsync = on
        full_page_writes = on
        synchronous_commit = on
        data_sync_retry = off
        restart_after_crash = on

        """;

    /// <summary>
    /// Deaf to the signals of a terminal, it waits for the end of its input. SIGQUIT stops the server at once:
    /// nobody needs the data. The number in an old postmaster.pid may be another process by now, so the command
    /// line is looked at first.
    /// </summary>
    const string KeeperScript =
        """
        trap '' INT TERM HUP
        read -r _
        pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null)
        grep -aqs -- "$1/data" "/proc/$pid/cmdline" && kill -QUIT "$pid"
        for _ in 1 2 3 4 5 6 7 8 9 10; do [ -e "$1/data/postmaster.pid" ] && sleep 0.1; done
        rm -rf "$1"
        """;

    /// <summary>
    /// A shell with a script, as nobody when we are root, in a session of its own so that Ctrl-C does not reach it.
    /// </summary>
    static Process Run(string script, params string[] arguments)
    {
        string[] command = Environment.IsPrivilegedProcess
            ? ["setpriv", $"--reuid={NobodyId}", $"--regid={NobodyId}", "--clear-groups", "sh", "-c", script, "sh"]
            : ["sh", "-c", script, "sh"];
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardInput = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var argument in command.Skip(1).Concat(arguments)) start.ArgumentList.Add(argument);
        return Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} did not start");
    }

    static async Task Give(string folder, CancellationToken stop)
    {
        using var chown = Process.Start("chown", [$"{NobodyId}:{NobodyId}", folder]);
        await chown.WaitForExitAsync(stop);
    }

    string LogTail()
    {
        var log = Path.Combine(folder, "log");
        return File.Exists(log) ? string.Join(" | ", File.ReadLines(log).TakeLast(3)) : "(no log)";
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Folders whose process is gone and whose keeper died too, after a power cut for instance.</summary>
    static void RemoveLeftovers()
    {
        foreach (var left in Directory.GetDirectories(Path.GetTempPath(), FolderPrefix + "*"))
        {
            var parts = Path.GetFileName(left)[FolderPrefix.Length..].Split('-');
            if (!int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var pid)) continue;
            if (IsAlive(pid)) continue;
            using var removal = Run(KeeperScript, left);
            removal.StandardInput.Close();
            removal.WaitForExit(TimeSpan.FromSeconds(5));
        }
    }

    static bool IsAlive(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (keeper is null) return;
        keeper.StandardInput.Close();
        await keeper.WaitForExitAsync();
        keeper.Dispose();
        keeper = null;
        server?.Dispose();
    }
}
