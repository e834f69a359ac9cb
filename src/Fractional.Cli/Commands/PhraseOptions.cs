using System.CommandLine;
using Fractional.Ethereum;
using Fractional.Ethereum.Signers;
using Fractional.Ethereum.Wallets;

namespace Fractional.Cli.Commands;

/// <summary>Where a phrase comes from: a file or the environment, never the command line, where others could read
/// it.</summary>
sealed class PhraseOptions
{
    public const string Variable = "FRACTIONAL_MNEMONIC";

    readonly Option<FileInfo?> file = new("--mnemonic-file")
    {
        Description = $"File with the BIP-39 phrase; without it {Variable} is read",
    };

    readonly Option<string?> path = new("--path") { Description = "Accounts lie below it; m/44'/60'/0'/0 by default" };

    public void AddTo(Command command)
    {
        command.Add(file);
        command.Add(path);
    }

    /// <exception cref="UserException">Negative.</exception>
    public static int Index(int given) =>
        given >= 0 ? given : throw new UserException($"--index: expected 0 or more, found {given}");

    /// <exception cref="UserException">No phrase, or a wrong one: says what is wrong without showing it.</exception>
    public Wallet Open(ParseResult parsed)
    {
        var given = parsed.GetValue(file);
        var source = given is null ? Variable : $"--mnemonic-file {given.FullName}";
        var words = given is null ? Environment.GetEnvironmentVariable(Variable)
            : SecretFile.Read(given.FullName, "mnemonic file", Edge.Warn);
        if (string.IsNullOrWhiteSpace(words))
            throw new UserException($"no phrase: give --mnemonic-file FILE or set {Variable}");
        try
        {
            return new Wallet(words, path: parsed.GetValue(path));
        }
        catch (EthereumFormatException wrong)
        {
            throw new UserException($"{source}: {wrong.Message}", wrong);
        }
    }
}
