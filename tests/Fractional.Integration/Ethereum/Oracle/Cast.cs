using System.Diagnostics;
using System.Text;
using Fractional.Ethereum.Anvil;

namespace Fractional.Integration.Ethereum.Oracle;

/// <summary>Foundry's <c>cast</c>: another implementation, in another language, by other people.</summary>
internal static class Cast
{
    private const string Separator = "--next--";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Runs many commands in one shell, one after the other.</summary>
    /// <returns>What each printed, trimmed. A command that failed printed nothing.</returns>
    public static async Task<string[]> Run(IReadOnlyCollection<string[]> commands)
    {
        string cast = AnvilNode.Find().Replace("anvil", "cast", StringComparison.Ordinal);
        StringBuilder script = new();
        foreach (string[] command in commands)
        {
            script.Append(cast).Append(' ').AppendJoin(' ', command.Select(Quoted)).AppendLine($"; echo {Separator}");
        }

        using CancellationTokenSource limit = new(Limit);
        using Process shell = Process.Start(new ProcessStartInfo("sh")
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
        })!;
        try
        {
            Task<string> output = shell.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> errors = shell.StandardError.ReadToEndAsync(limit.Token);
            await shell.StandardInput.WriteAsync(script, limit.Token);
            shell.StandardInput.Close();
            string[] printed = (await output).Split(Separator, StringSplitOptions.TrimEntries)[..^1];
            return printed.Length == commands.Count && !printed.Contains("")
                ? printed
                : throw new InvalidOperationException($"cast failed: {await errors}");
        }
        finally
        {
            if (!shell.HasExited)
            {
                shell.Kill(entireProcessTree: true);
            }
        }
    }

    private static string Quoted(string argument) => $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
