using System.Security.Cryptography;
using System.Text;
using Fractional.Api.Http;
using Fractional.Api.Metrics;
using Fractional.Chain;
using Fractional.Engine;
using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Messages;
using Fractional.Ethereum.Primitives;
using Fractional.Store;
using Microsoft.AspNetCore.Http.HttpResults;
using Account = Fractional.Core.Units.Account;

namespace Fractional.Api.Sessions;

/// <summary>Turns a signed message into a session: each check has its own refusal, and a nonce serves one
/// try.</summary>
sealed class SignIn(
    IIdentityStore store, FractionalEngine engine, EdgeOptions options, TimeProvider time, ApiMeter meter)
{
    const string NonceCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>Letters and digits: 142 bits, nothing to guess in five minutes.</summary>
    const int NonceChars = 24;

    /// <summary>Bytes of a signature: 65 of a person, more of a contract with many owners.</summary>
    const int MaxSignatureBytes = 4_096;

    public ulong ChainId => engine.Chain.Deployment.ChainId;

    public async Task<(string Nonce, DateTimeOffset From, DateTimeOffset To)> Challenge(CancellationToken stop)
    {
        var nonce = RandomNumberGenerator.GetString(NonceCharacters, NonceChars);
        var now = time.GetUtcNow();
        await store.AddNonce(nonce, now, now + options.NonceLife, stop);
        return (nonce, now, now + options.NonceLife);
    }

    public async Task<(Secret Secret, StoredSession? Session, ProblemHttpResult? Problem)> Open(
        string text, string signature, HttpContext http)
    {
        var (message, fault) = SignInMessage.Read(text);
        if (message is null) return (default, null, Problems.Malformed(fault!.Field, fault.Found, fault.Expected));
        if (!HexText.TryRead(signature, MaxSignatureBytes, out var signed))
            return (default, null, Problems.Malformed("signature", signature, HexText.Form(MaxSignatureBytes)));
        var now = time.GetUtcNow();
        var refused = Foreign(message, http) ?? Untimely(message, now)
            ?? await Unsigned(message, text, signed, now, http.RequestAborted);
        meter.SignIn(refused is null ? "opened" : "refused");
        if (refused is not null) return (default, null, refused);
        var secret = Secret.Make(Secret.SessionPrefix);
        var session = new StoredSession(secret.Id, secret.Hash, message.Address, now, now + options.SessionLife);
        await store.AddSession(session, http.RequestAborted);
        return (secret, session, null);
    }

    /// <summary>Meant for another site or another chain: somebody may have been lured into signing it there.</summary>
    ProblemHttpResult? Foreign(SignInMessage message, HttpContext http)
    {
        if (!Hosts.AreOurs(options, http, message.Domain) || !string.Equals(
            message.Uri.Authority, new UriBuilder($"{message.Uri.Scheme}://{message.Domain}").Uri.Authority,
            StringComparison.OrdinalIgnoreCase))
            return EdgeProblems.SignInRefused(
                "other-domain", "the message was signed for another domain, or its URI names another one",
                "sign a message for the address in the browser's own address line");
        return message.ChainId == ChainId ? null : EdgeProblems.SignInRefused(
            "other-chain", $"the message names chain {message.ChainId}, this deployment is on chain {ChainId}",
            "sign a message with this chain's id");
    }

    static ProblemHttpResult? Untimely(SignInMessage message, DateTimeOffset now) =>
        message.ExpirationTime <= now
            ? EdgeProblems.SignInRefused(
                "message-expired", $"the message ended at {message.ExpirationTime:u}, now it is {now:u}",
                "ask for a new nonce and sign again")
            : message.NotBefore > now
                ? EdgeProblems.SignInRefused(
                    "message-too-early", $"the message begins at {message.NotBefore:u}, now it is {now:u}",
                    "ask again after that time")
                : null;

    /// <summary>The nonce is used up before the signature is looked at: each try needs a fresh one.</summary>
    async Task<ProblemHttpResult?> Unsigned(
        SignInMessage message, string text, byte[] signature, DateTimeOffset now, CancellationToken stop)
    {
        if (!await store.TakeNonce(message.Nonce, now, stop))
            return EdgeProblems.SignInRefused(
                "nonce-unknown", "the nonce is not ours, was used or is over", "ask for a new nonce and sign again");
        var hash = PersonalMessage.Hash(Encoding.UTF8.GetBytes(text));
        return IsSignedBy(message.Address, hash, signature)
            || await engine.Chain.AcceptsSignature(message.Address, new Hash32(hash.Span), signature, stop)
            ? null
            : EdgeProblems.SignInRefused(
                "signature-mismatch", "the signature is not of the message's address",
                "ask for a new nonce and sign with the account that the message names");
    }

    static bool IsSignedBy(Account account, in Bytes32 hash, byte[] signature)
    {
        if (signature.Length != Signature.Size || signature[^1] is not (0 or 1 or 27 or 28)) return false;
        return Signature.Read(signature).TryRecover(hash, out var signer) && new Account(signer.Span) == account;
    }
}
