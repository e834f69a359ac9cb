using System.CommandLine;
using Fractional.Ethereum.Signers;
using Fractional.Ethereum.Wallets;

namespace Fractional.Cli.Commands;

/// <summary><c>fractional wallet new | show | export</c>.</summary>
static class WalletCommand
{
    public static Command Create() => new("wallet", "Makes or shows an HD wallet (BIP-39/32/44) and its key files.")
    {
        New(), Show(), Export(),
    };

    static Command New()
    {
        var words = new Option<int>("--words") { Description = "12, 15, 18, 21 or 24", DefaultValueFactory = _ => 24 };
        var command = new Command("new", "Prints a fresh phrase. Whoever sees it has the money.") { words };
        command.SetAction(parsed => Console.WriteLine(Mnemonic.Generate(parsed.GetValue(words)).Words));
        return command;
    }

    static Command Show()
    {
        var source = new PhraseOptions();
        var count = new Option<int>("--count") { Description = "How many accounts", DefaultValueFactory = _ => 5 };
        var command = new Command("show", "Prints the addresses of a phrase.") { count };
        source.AddTo(command);
        command.SetAction(parsed =>
        {
            var many = parsed.GetValue(count);
            if (many is < 1 or > 1000) throw new UserException($"--count: expected 1 to 1000, found {many}");
            using var wallet = source.Open(parsed);
            for (var i = 0; i < many; i++)
            {
                using var account = wallet.GetAccount(i);
                Console.WriteLine($"{wallet.Path}/{i}  {account.Address}");
            }
        });
        return command;
    }

    static Command Export()
    {
        var source = new PhraseOptions();
        var index = new Option<int>("--index") { Description = "Which account", DefaultValueFactory = _ => 0 };
        var passwordFile = new Option<FileInfo>(
            "--password-file") { Description = "File with the key file's password", Required = true };
        var command = new Command("export", "Prints a key file (version 3) of one account.") { index, passwordFile };
        source.AddTo(command);
        command.SetAction(parsed =>
        {
            var password = SecretFile.Read(
                parsed.GetRequiredValue(passwordFile).FullName, "password file", Edge.Warn);
            using var wallet = source.Open(parsed);
            using var account = wallet.GetAccount(PhraseOptions.Index(parsed.GetValue(index)));
            Console.WriteLine(Keystore.Export(account.Key, password));
        });
        return command;
    }
}
