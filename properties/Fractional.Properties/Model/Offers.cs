using System.Numerics;
using System.Text;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Primitives;
using Fractional.Properties.Differential;

namespace Fractional.Properties.Model;

/// <summary>The lenders' EIP-712 offers, hashed word by word.</summary>
internal static class Offers
{
    private const string TermsType =
        "LoanTerms(uint16 rateBps,uint16 lateRateBps,uint40 dueAt,uint24 graceSeconds,uint24 cureSeconds,"
        + "uint24 confirmSeconds,uint16 maxLtvBps,uint16 cureLtvBps,uint16 liquidationLtvBps,uint16 penaltyBps,"
        + "uint16 conversionBps,uint24 auctionSeconds,uint8 options)";

    private const string OfferType =
        "LoanOffer(address lender,address vault,uint128 principal,LoanTerms terms,uint64 epoch,uint64 salt,"
        + "uint40 validUntil)" + TermsType;

    private const string DomainType =
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";

    /// <summary>The digest a lender signs.</summary>
    public static OfferHash HashOf(LoanOffer offer, Places places)
    {
        var domain = Hash([
            Hash(DomainType), Hash("Fractional LoanBook"), Hash("1"), places.ChainId, places.LoanBook.ToNumber(),
        ]);
        var terms = Hash([Hash(TermsType), .. WordsOf(offer.Terms)]);
        var words = WordsOf(offer);
        var body = Hash([Hash(OfferType), .. words[..3], terms, .. words[^3..]]);
        return new OfferHash(Number(Keccak256.Hash([0x19, 0x01, .. Words.Encode([domain, body])])));
    }

    public static byte[] Sign(OfferHash hash, Account lender)
    {
        var signature = new byte[Signature.Size];
        Cast.KeyOf(lender).Sign(new Bytes32(Words.Encode([hash.Value]))).Write(signature);
        return signature;
    }

    /// <summary>The offer as calldata words; the terms lie between the principal and the epoch.</summary>
    public static BigInteger[] WordsOf(LoanOffer offer) =>
    [
        offer.Lender.ToNumber(), offer.Vault.ToNumber(), offer.Principal.Value, .. WordsOf(offer.Terms),
        offer.Epoch, offer.Salt, offer.ValidUntil.Seconds,
    ];

    public static BigInteger[] WordsOf(LoanTerms terms) =>
    [
        terms.RateBps.Value, terms.LateRateBps.Value, terms.DueAt.Seconds, terms.GraceSeconds, terms.CureSeconds,
        terms.ConfirmSeconds, terms.MaxLtvBps.Value, terms.CureLtvBps.Value, terms.LiquidationLtvBps.Value,
        terms.PenaltyBps.Value, terms.ConversionBps.Value, terms.AuctionSeconds, (int)terms.Options,
    ];

    private static BigInteger Hash(string text) => Number(Keccak256.Hash(Encoding.ASCII.GetBytes(text)));

    private static BigInteger Hash(BigInteger[] words) => Number(Keccak256.Hash(Words.Encode(words)));

    private static BigInteger Number(Bytes32 hash) => new(hash.Span, isUnsigned: true, isBigEndian: true);
}
