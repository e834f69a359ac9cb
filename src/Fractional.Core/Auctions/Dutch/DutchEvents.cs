using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Core.Auctions.Dutch;

public sealed record AuctionKicked(
    AuctionId Id,
    Account Vault,
    Account Keeper,
    Timestamp StartsAt,
    uint DurationSeconds,
    Wei LiquidationValue,
    Wei Debt,
    Wei KeeperReward,
    Wei Penalty,
    Wei Top,
    Wei ReservePrice,
    Bps FeeBps,
    ushort SoldMask) : VaultEvent;

/// <summary>What was read of one item at the kick and holds until the auction's end.</summary>
public sealed record ItemSampled(
    AuctionId Id, int ItemIndex, Wei Weight, Account RoyaltyReceiver, Bps RoyaltyBps) : VaultEvent;

/// <summary>An item was sold; raised is the sum of all prices so far.</summary>
public sealed record LotTaken(
    AuctionId Id, int ItemIndex, Account Taker, Account Receiver, Wei Price, Wei Raised) : VaultEvent;

public sealed record LotWrittenOff(AuctionId Id, int ItemIndex) : VaultEvent;

/// <summary>The next round; keeperReward is K with what the redo added.</summary>
public sealed record AuctionRedone(
    AuctionId Id,
    Account Keeper,
    byte Round,
    Timestamp StartsAt,
    Wei Top,
    Wei ReservePrice,
    Wei KeeperReward) : VaultEvent;

public sealed record AuctionCured(AuctionId Id, Account Payer, Wei Debt, Wei KeeperReward) : VaultEvent;

/// <summary>The auction ended; the waterfall over all it raised.</summary>
public sealed record AuctionSettled(
    AuctionId Id,
    AuctionStatus Status,
    Wei Proceeds,
    Wei Keeper,
    Wei Debt,
    Wei Penalty,
    Wei Fee,
    Wei Royalty,
    Wei Residual) : VaultEvent;

public sealed record LineCollected(AuctionId Id, Line Line, Account Payee, Account To, Wei Amount) : VaultEvent;

public sealed record RoyaltyCollected(
    AuctionId Id, int ItemIndex, Account Payee, Account To, Wei Amount) : VaultEvent;
