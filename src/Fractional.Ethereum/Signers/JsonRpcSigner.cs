using System.Text.Json;
using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Messages;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;
using Fractional.Ethereum.Transactions;

namespace Fractional.Ethereum.Signers;

/// <summary>
/// A key in another process that speaks JSON-RPC, such as web3signer and the key services and hardware behind it.
/// Nothing it sends back is believed: what comes must be exactly what was asked for, signed by the account.
/// </summary>
public sealed class JsonRpcSigner : ISigner, IDisposable
{
    private const long MethodNotFound = -32601;

    private readonly Endpoint _endpoint;

    /// <param name="url">http or https.</param>
    /// <param name="address">The account it must sign for.</param>
    /// <param name="timeout">A person with a hardware wallet may need a minute.</param>
    /// <param name="time">Measures the timeout.</param>
    public JsonRpcSigner(Uri url, Address address, TimeSpan timeout, TimeProvider time)
    {
        RpcOptions.CheckScheme(url);
        Address = address;
        _endpoint = new Endpoint(0, new RpcOptions { Endpoints = [url], ChainId = 0, Timeout = timeout }, time);
    }

    public Address Address { get; }

    /// <exception cref="SigningRefusedException">The signer says no, or signed something else.</exception>
    /// <exception cref="RpcException">The signer is away or answers nonsense.</exception>
    public async ValueTask<SignedTransaction> SignTransaction(
        Transaction transaction, CancellationToken cancellation)
    {
        byte[] encoded = await Ask("eth_signTransaction", json => Write(json, transaction), ReadEncoded, cancellation);
        SignedTransaction signed = SignedTransaction.Decode(encoded);
        if (signed.Transaction.SigningHash() != transaction.SigningHash())
        {
            throw new SigningRefusedException($"the signer signed another transaction than nonce {transaction.Nonce}");
        }

        return Checked(signed, signed.Signature, transaction.SigningHash());
    }

    /// <inheritdoc cref="SignTransaction"/>
    public async ValueTask<Signature> SignMessage(ReadOnlyMemory<byte> message, CancellationToken cancellation)
    {
        Signature signature = await Ask("eth_sign", json =>
        {
            WriteAddress(json);
            json.WriteStringValue(Hex.Encode(message.Span));
        }, ReadSignature, cancellation);
        return Checked(signature, signature, PersonalMessage.Hash(message.Span));
    }

    /// <inheritdoc cref="SignTransaction"/>
    public async ValueTask<Signature> SignTypedData(TypedData data, CancellationToken cancellation)
    {
        void Write(Utf8JsonWriter json)
        {
            WriteAddress(json);
            json.WriteRawValue(data.Json);
        }

        Signature signature;
        try
        {
            signature = await Ask("eth_signTypedData_v4", Write, ReadSignature, cancellation);
        }
        catch (RpcErrorException unknown) when (unknown.Code == MethodNotFound)
        {
            // web3signer has it under its older name.
            signature = await Ask("eth_signTypedData", Write, ReadSignature, cancellation);
        }

        return Checked(signature, signature, data.Digest);
    }

    public void Dispose() => _endpoint.Dispose();

    private async Task<T> Ask<T>(
        string method, Action<Utf8JsonWriter> write, RpcParser<T> parse, CancellationToken cancellation)
    {
        var call = new PendingCall<T>(new RpcCall<T>(method, write, parse));
        ExchangeFailure? failure = await _endpoint.Post([call]).WaitAsync(cancellation);
        if (failure is not null)
        {
            string message = $"{method} at the signer, {_endpoint.Name}: {failure.Reason}";
            throw new RpcUnreachableException(message, failure.MayHaveRun);
        }

        try
        {
            return call.Result;
        }
        catch (RpcErrorException refused) when (refused.Code != MethodNotFound)
        {
            throw new SigningRefusedException($"the signer says no: {refused.Message}");
        }
    }

    private T Checked<T>(T answer, in Signature signature, in Bytes32 hash) =>
        signature.TryRecover(hash, out Address signer) && signer == Address
            ? answer
            : throw new SigningRefusedException($"the signer's answer is not signed by {Address}");

    private void WriteAddress(Utf8JsonWriter json) => json.WriteStringValue(Hex.Encode(Address.Span));

    private void Write(Utf8JsonWriter json, Transaction transaction)
    {
        json.WriteStartObject();
        json.WriteString("from", Hex.Encode(Address.Span));
        if (transaction.To is { } to)
        {
            json.WriteString("to", Hex.Encode(to.Span));
        }

        WriteNumber(json, "chainId", transaction.ChainId);
        WriteNumber(json, "nonce", transaction.Nonce);
        WriteNumber(json, "gas", transaction.GasLimit);
        WriteNumber(json, "value", transaction.Value);
        json.WriteString("data", Hex.Encode(transaction.Data.Span));
        switch (transaction)
        {
            case DynamicFeeTransaction dynamic:
                WriteNumber(json, "maxFeePerGas", dynamic.MaxFeePerGas);
                WriteNumber(json, "maxPriorityFeePerGas", dynamic.MaxPriorityFeePerGas);
                WriteAccessList(json, dynamic.AccessList);
                break;
            case AccessListTransaction listed:
                WriteNumber(json, "gasPrice", listed.GasPrice);
                WriteAccessList(json, listed.AccessList);
                break;
            case LegacyTransaction legacy:
                WriteNumber(json, "gasPrice", legacy.GasPrice);
                break;
        }

        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, UInt256 number) =>
        json.WriteString(name, number.ToQuantity());

    private static void WriteAccessList(Utf8JsonWriter json, IReadOnlyList<AccessListEntry> entries)
    {
        json.WriteStartArray("accessList");
        foreach (AccessListEntry entry in entries)
        {
            json.WriteStartObject();
            json.WriteString("address", Hex.Encode(entry.Address.Span));
            json.WriteStartArray("storageKeys");
            foreach (Bytes32 key in entry.StorageKeys)
            {
                json.WriteStringValue(key.ToString());
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // web3signer answers with the bytes, geth and clef with an object that holds them as "raw".
    private static byte[] ReadEncoded(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return reader.ReadData("signed transaction");
        }

        byte[]? encoded = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.Enter("raw"u8))
            {
                encoded = reader.ReadData("signed transaction");
            }
            else
            {
                reader.Skip();
            }
        }

        return encoded ?? throw JsonValues.Missing("raw");
    }

    private static Signature ReadSignature(ref Utf8JsonReader reader) => Signature.Read(reader.ReadData("signature"));
}
