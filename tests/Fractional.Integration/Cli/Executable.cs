using System.Diagnostics;
using System.Text;
using Shouldly;

namespace Fractional.Integration.Cli;

/// <summary>The executable as a user starts it: what it printed and how it ended.</summary>
sealed record Ended(int ExitCode, string Output, string Errors);

static class Executable
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static async Task<Ended> Run(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        await using var running = Start(environment, arguments);
        return await running.End(Patience);
    }

    public static Task<Ended> Run(params string[] arguments) => Run(new Dictionary<string, string>(), arguments);

    public static RunningExecutable Start(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "fractional.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment.Remove("FRACTIONAL_MNEMONIC");
        foreach (var (name, text) in environment) start.Environment[name] = text;
        return new RunningExecutable(start);
    }
}

/// <summary>A started executable; killed when it is left behind.</summary>
sealed class RunningExecutable : IAsyncDisposable
{
    readonly Process process;
    readonly StringBuilder output = new();
    readonly StringBuilder errors = new();

    public RunningExecutable(ProcessStartInfo start)
    {
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(errors, line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public bool IsRunning => !process.HasExited;

    /// <summary>Everything it said until now.</summary>
    public string Said => Text(output) + Text(errors);

    public int Id => process.Id;

    /// <summary>The processes it has started itself and not yet ended.</summary>
    public IReadOnlyList<int> Children =>
    [
        .. Directory.GetDirectories("/proc").Select(Path.GetFileName)
            .Where(name => char.IsAsciiDigit(name![0]) && ParentOf(name) == Id).Select(name => int.Parse(name!)),
    ];

    /// <summary>Returns once it has said the words.</summary>
    public async Task Says(string words, TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        while (!Said.Contains(words))
        {
            IsRunning.ShouldBeTrue($"it ended before it said '{words}': {Said}");
            await Task.Delay(20, limit.Token);
        }
    }

    /// <param name="name">INT or TERM.</param>
    public async Task Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{Id}"]);
        await kill.WaitForExitAsync();
        kill.ExitCode.ShouldBe(0);
    }

    /// <summary>SIGKILL: it gets no chance to tidy up.</summary>
    public async Task Kill()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async Task<Ended> End(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        await process.WaitForExitAsync(limit.Token);
        return new Ended(process.ExitCode, Text(output), Text(errors));
    }

    public async ValueTask DisposeAsync()
    {
        if (IsRunning) await Kill();
        process.Dispose();
    }

    /// <summary>The fourth field of /proc/PID/stat; the second, the name, stands in parentheses.</summary>
    static int? ParentOf(string? pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1]);
        }
        catch (IOException)
        {
            return null; // It has ended while we looked.
        }
    }

    static void Keep(StringBuilder lines, string? line)
    {
        if (line is null) return;
        lock (lines) lines.AppendLine(line);
    }

    static string Text(StringBuilder lines)
    {
        lock (lines) return lines.ToString();
    }
}
