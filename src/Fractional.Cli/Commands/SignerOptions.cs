using System.CommandLine;
using Fractional.Ethereum;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Signers;
using Account = Fractional.Core.Units.Account;

namespace Fractional.Cli.Commands;

/// <summary>Whose key signs: an account of an HD wallet, a key file with its password file, or another process that
/// speaks JSON-RPC (web3signer, and so key services and hardware wallets).</summary>
sealed class SignerOptions
{
    /// <summary>A person may have to press a button.</summary>
    static readonly TimeSpan RemoteTimeout = TimeSpan.FromMinutes(1);

    readonly PhraseOptions phrase = new();

    readonly Option<int> index = new("--index") { Description = "Which account of the wallet",
        DefaultValueFactory = _ => 0 };

    readonly Option<FileInfo?> keyFile = new("--key-file") { Description = "Key file (version 3) instead of a phrase" };

    readonly Option<FileInfo?> passwordFile = new("--password-file") { Description = "File with its password" };

    readonly Option<string?> remote = new("--signer") { Description = "URL of a signer that speaks JSON-RPC" };

    readonly Option<string?> from = new("--from")
    {
        Description = "The signer's account; alone, it is whose chances 'observe' and 'dry-run' judge, without a key",
    };

    public void AddTo(Command command)
    {
        phrase.AddTo(command);
        foreach (Option option in new Option[] { index, keyFile, passwordFile, remote, from }) command.Add(option);
    }

    /// <summary>The account, and its signer unless only an address was given.</summary>
    /// <exception cref="UserException">None or more than one source; an address or URL that is none.</exception>
    /// <exception cref="EthereumException">A file cannot be read or opened.</exception>
    public (Account Sender, ISigner? Signer) Open(ParseResult parsed)
    {
        var (key, password, url) = (parsed.GetValue(keyFile), parsed.GetValue(passwordFile), parsed.GetValue(remote));
        var address = parsed.GetValue(from) is { } text ? Typed.Account("--from", text) : (Account?)null;
        if (key is not null && url is not null)
            throw new UserException("--key-file and --signer: expected one of them, found both");
        if ((key is null) != (password is null))
            throw new UserException("--key-file and --password-file: expected both or none, found one");
        if (key is not null) return Signing(KeyFile.Open(key.FullName, password!.FullName, Edge.Warn));
        if (url is not null) return Signing(Remote(url, address));
        if (address is { } onlyWatched) return (onlyWatched, null);
        using var wallet = phrase.Open(parsed);
        return Signing(wallet.GetAccount(PhraseOptions.Index(parsed.GetValue(index))));
    }

    public static UserException NoKey() =>
        new("--from: expected a phrase, a key file or --signer to sign with, found the address alone");

    static JsonRpcSigner Remote(string url, Account? address)
    {
        var endpoint = Typed.Url("--signer", url);
        if (address is not { } account)
            throw new UserException("--signer: expected --from with the account it signs for, found none");
        return new JsonRpcSigner(endpoint, Address.Parse(account.ToString()), RemoteTimeout, TimeProvider.System);
    }

    static (Account, ISigner?) Signing(ISigner signer) => (new Account(signer.Address.Span), signer);
}
