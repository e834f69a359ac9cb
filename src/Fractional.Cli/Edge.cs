using System.CommandLine;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Fractional.Chain;
using Fractional.Ethereum;
using Fractional.Store;

namespace Fractional.Cli;

/// <summary>A mistake of the user that a sentence explains.</summary>
public sealed class UserException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The outermost edge: a fault becomes one sentence and an exit code, never a stack trace.</summary>
public static class Edge
{
    /// <summary>Something the user or the surroundings got wrong; the sentence says what.</summary>
    public const int ExitFault = 1;

    /// <summary>As shells report an interrupt; after SIGTERM too.</summary>
    public const int ExitInterrupted = 130;

    public static async Task<int> Run(RootCommand root, string[] args)
    {
        using var stop = new CancellationTokenSource();
        void Interrupt(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
        try
        {
            var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null };
            return await root.Parse(args).InvokeAsync(invocation, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Console.Error.WriteLine("stopped");
            return ExitInterrupted;
        }
        catch (Exception fault) when (Sentence(fault) is { } sentence)
        {
            Console.Error.WriteLine($"fractional: {sentence}");
            return ExitFault;
        }
        catch (Exception bug)
        {
            Console.Error.WriteLine(
                $"fractional: this should not happen ({bug.GetType().Name}: {bug.Message}). "
                + "Set FRACTIONAL_TRACE=1 to see where, and report it.");
            if (Environment.GetEnvironmentVariable("FRACTIONAL_TRACE") == "1") Console.Error.WriteLine(bug);
            return ExitFault;
        }
    }

    public static void Warn(string sentence) => Console.Error.WriteLine($"warning: {sentence}");

    /// <summary>The sentence of a fault we know; null for a bug.</summary>
    static string? Sentence(Exception fault) => fault switch
    {
        UserException or EthereumException or ChainException or DeploymentException or FormatException => fault.Message,
        StoreUnavailableException or StoreCorruptException => fault.Message,
        IOException or UnauthorizedAccessException or SocketException => fault.Message,
        AggregateException { InnerException: { } inner } => Sentence(inner),
        _ => null,
    };
}
