using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Core.Insurance;

/// <summary>Tokens that lay in the fund were booked; cash is what the fund has of the token after it.</summary>
public sealed record FundAbsorbed(Account Token, Wei Amount, Wei Cash) : ProtocolEvent;

/// <summary>The fund paid a part of what a sale left unpaid into the vault; cash is the fund's after it.</summary>
public sealed record LoanCovered(LoanId LoanId, Account Token, Wei Shortfall, Wei Amount, Wei Cash) : VaultEvent;

/// <summary>The fund could not be asked: the settlement went on without cover.</summary>
public sealed record CoverFailed(LoanId LoanId) : VaultEvent;

/// <summary>The fund paid what a conversion left open of a keeper's reward, or a part of it; cash is the fund's
/// after it.</summary>
public sealed record TipCollected(
    AuctionId Id, Line Line, Account Payee, Account To, Wei Amount, Wei Cash) : VaultEvent;
