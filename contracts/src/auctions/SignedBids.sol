// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {EIP712} from "solady/utils/EIP712.sol";
import {IBatchAuction, SignedBid} from "../interfaces/IBatchAuction.sol";
import {IVault} from "../interfaces/IVault.sol";
import {BatchLedger} from "./BatchLedger.sol";

/// @title Bids that anybody may place for the owner who signed them.
/// @dev A bid is used up by its owner's nonce, never by its signature's bytes, so no second form of a signature helps.
abstract contract SignedBids is BatchLedger, EIP712 {
    bytes32 private constant BID_TYPEHASH = keccak256(
        "Bid(address owner,uint256 id,bool isWhole,uint256 tick,uint256 quantity,uint256 nonce,uint256 deadline)"
    );

    mapping(address owner => mapping(uint256 word => uint256)) private _usedNonces;

    /// @inheritdoc IBatchAuction
    function bidFor(SignedBid[] calldata bids, bytes[] calldata signatures, bytes[] calldata permits)
        external
        returns (uint256 placed)
    {
        if (signatures.length != bids.length) revert SignatureCountMismatch(bids.length, signatures.length);
        for (uint256 i; i < bids.length; ++i) {
            // A call of its own, with its part of the gas: neither a revert nor a signer that burns all it is given
            // must undo the others.
            try this.bidSigned{gas: gasleft() / (bids.length - i)}(
                bids[i], signatures[i], i < permits.length ? permits[i] : bytes("")
            ) {
                ++placed;
            } catch (bytes memory reason) {
                emit SignedBidRefused(bids[i].id, bids[i].owner, bids[i].nonce, reason);
            }
        }
    }

    /// @notice One bid of `bidFor`. Only this contract may call.
    function bidSigned(SignedBid calldata bid_, bytes calldata signature, bytes calldata permit) external {
        if (msg.sender != address(this)) revert NotSelf(msg.sender);
        if (block.timestamp > bid_.deadline) revert BidExpired(bid_.deadline, block.timestamp);
        if (isNonceUsed(bid_.owner, bid_.nonce)) revert NonceUsed(bid_.owner, bid_.nonce);
        if (!SignatureChecker.isValidSignatureNowCalldata(bid_.owner, bidHash(bid_), signature)) {
            revert SignatureRejected(bid_.owner);
        }
        _usedNonces[bid_.owner][bid_.nonce >> 8] |= 1 << (bid_.nonce & 0xff);
        if (permit.length != 0) _permit(bid_, permit);
        if (bid_.isWhole) _bidWhole(bid_.id, bid_.owner, bid_.quantity);
        else _bidParts(bid_.id, bid_.owner, bid_.tick, bid_.quantity);
    }

    /// @inheritdoc IBatchAuction
    function cancelNonces(uint256 word, uint256 mask) external {
        _usedNonces[msg.sender][word] |= mask;
        emit NoncesCancelled(msg.sender, word, mask);
    }

    /// @inheritdoc IBatchAuction
    function bidHash(SignedBid calldata bid_) public view returns (bytes32) {
        return _hashTypedData(keccak256(abi.encode(BID_TYPEHASH, bid_)));
    }

    /// @inheritdoc IBatchAuction
    function isNonceUsed(address owner, uint256 nonce) public view returns (bool) {
        return _usedNonces[owner][nonce >> 8] >> (nonce & 0xff) & 1 != 0;
    }

    function _bidParts(uint256 id, address owner, uint256 tick, uint256 quantity) internal virtual returns (uint256);

    function _bidWhole(uint256 id, address owner, uint256 amount) internal virtual returns (uint256);

    /// @dev Used already, or refused by a token without permits: then the allowance decides.
    function _permit(SignedBid calldata bid_, bytes calldata permit) private {
        (uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) =
            abi.decode(permit, (uint256, uint256, uint8, bytes32, bytes32));
        address token = IVault(_vaultOf(bid_.id)).paymentToken();
        try IERC20Permit(token).permit(bid_.owner, address(this), value, deadline, v, r, s) {}
        catch {
            emit PermitIgnored(bid_.id, bid_.owner);
        }
    }

    function _domainNameAndVersion() internal pure override returns (string memory, string memory) {
        return ("Fractional BatchAuction", "1");
    }
}
