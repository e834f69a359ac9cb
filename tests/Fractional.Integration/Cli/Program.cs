using System.Diagnostics;

namespace Fractional.Integration.Cli;

/// <summary>The executable as a user starts it: what it printed and how it ended.</summary>
sealed record Ended(int ExitCode, string Output, string Errors);

static class Program
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static async Task<Ended> Run(IReadOnlyDictionary<string, string> environment, params string[] arguments)
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
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        return new Ended(process.ExitCode, await output, await errors);
    }

    public static Task<Ended> Run(params string[] arguments) => Run(new Dictionary<string, string>(), arguments);
}
