namespace Fractional.Core.Loans;

/// <summary>What lenders choose by signing; the contracts' <c>uint8 options</c> is the sum of these flags.</summary>
[Flags]
public enum LoanOptions : byte
{
    None = 0,

    /// <summary>Rules U1 and U2 are off.</summary>
    MaturityOnly = 1,

    /// <summary>Lenders take what a batch does not sell in kind.</summary>
    Backstop = 2,

    /// <summary>A batch auction commits and reveals.</summary>
    SealedBids = 4,
}
