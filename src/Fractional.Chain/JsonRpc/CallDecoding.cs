using Fractional.Chain.Bindings;
using Fractional.Core.Units;
using Fractional.Ethereum.Abi;

namespace Fractional.Chain.JsonRpc;

/// <summary>Reads call data again, as whoever signs it would.</summary>
public static class CallDecoding
{
    /// <summary>The contract by its name and what the bytes ask of it; null when they are no call we know.</summary>
    /// <param name="isVault">Whether an account is a vault of the protocol.</param>
    public static (string Contract, DecodedCall Call)? Of(
        Account to, ReadOnlySpan<byte> data, Deployment deployment, Func<Account, bool> isVault)
    {
        if (to == deployment.VaultFactory.Address) return Named("VaultFactory", VaultFactoryContract.DecodeCall(data));
        if (to == deployment.LoanBook.Address) return Named("LoanBook", LoanBookContract.DecodeCall(data));
        if (to == deployment.DutchAuction.Address) return Named("DutchAuction", DutchAuctionContract.DecodeCall(data));
        if (to == deployment.BatchAuction.Address) return Named("BatchAuction", BatchAuctionContract.DecodeCall(data));
        if (to == deployment.SealedBids.Address) return Named("SealedBids", SealedBidsContract.DecodeCall(data));
        if (to == deployment.InsuranceFund.Address)
            return Named("InsuranceFund", InsuranceFundContract.DecodeCall(data));
        if (isVault(to)) return Named("Vault", VaultContract.DecodeCall(data));
        return Named("Token", DemoWethContract.DecodeCall(data))
            ?? Named("Collection", DemoCollectionContract.DecodeCall(data));
    }

    static (string, DecodedCall)? Named(string name, DecodedCall? call) => call is null ? null : (name, call);
}
