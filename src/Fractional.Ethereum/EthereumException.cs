namespace Fractional.Ethereum;

/// <summary>The root of everything this library throws on its own account.</summary>
public class EthereumException : Exception
{
    public EthereumException(string message) : base(message)
    {
    }

    public EthereumException(string message, Exception inner) : base(message, inner)
    {
    }
}

/// <summary>Text or bytes from outside that are not what they claim to be: hex, RLP, ABI, JSON, words.</summary>
public sealed class EthereumFormatException : EthereumException
{
    public EthereumFormatException(string message) : base(message)
    {
    }

    public EthereumFormatException(string message, Exception inner) : base(message, inner)
    {
    }
}

/// <summary>A key or signer that exists but will not, or must not, sign.</summary>
public sealed class SigningRefusedException(string message) : EthereumException(message);
