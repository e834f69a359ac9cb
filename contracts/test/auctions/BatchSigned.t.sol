// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBatchAuction, SignedBid} from "../../src/interfaces/IBatchAuction.sol";
import {Vault} from "../../src/Vault.sol";
import {BatchFixture} from "../utils/BatchFixture.sol";
import {vm} from "../utils/Vm.sol";
import {Adversary} from "../zoo/Adversary.sol";

/// @notice A wallet whose answer about a signature is any bytes.
contract OddWallet {
    bytes private _answer;

    function setAnswer(bytes calldata answer) external {
        _answer = answer;
    }

    function isValidSignature(bytes32, bytes calldata) external view returns (bytes4) {
        bytes memory answer = _answer;
        assembly ("memory-safe") {
            return(add(answer, 32), mload(answer))
        }
    }
}

/// @notice A token with permits of the plainest kind: the permit of `owner` sets the allowance, once for each deadline.
contract PermitToken {
    mapping(address => mapping(address => uint256)) public allowance;
    mapping(address => mapping(uint256 deadline => bool)) public used;

    error PermitUsed();

    function permit(address owner, address spender, uint256 value, uint256 deadline, uint8, bytes32, bytes32) external {
        if (used[owner][deadline]) revert PermitUsed();
        used[owner][deadline] = true;
        allowance[owner][spender] = value;
    }
}

/// @notice Bids that others place: for whom, once, here and now, and never at the others' cost.
contract BatchSignedTest is BatchFixture {
    uint256 private constant BIDDER_KEY = 0xB1D;
    uint256 private constant OTHER_KEY = 0xB1E;
    uint256 private constant ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141; // of secp256k1

    address private _bidder;
    Vault private vault;
    uint256 private id;

    function setUp() public override {
        super.setUp();
        _bidder = vm.addr(BIDDER_KEY);
        _fund(_bidder, 10_000e18);
        _fund(vm.addr(OTHER_KEY), 10_000e18);
        (vault, id) = _batch(1, 1);
    }

    // ---- refusals, each as an event with the whole reason ----

    function test_bidFor_RevertWhen_TheCountsDiffer() external {
        vm.expectRevert(abi.encodeWithSelector(IBatchAuction.SignatureCountMismatch.selector, 1, 0));
        batch.bidFor(new SignedBid[](1), new bytes[](0), new bytes[](0));
    }

    function test_bidSigned_RevertWhen_CalledByAnother() external {
        vm.expectRevert(abi.encodeWithSelector(IBatchAuction.NotSelf.selector, address(this)));
        batch.bidSigned(_signedBid(_bidder, 1), "", "");
    }

    /// @dev Good until the very second of the deadline.
    function test_bidFor_RefusesAfterTheDeadline() external {
        SignedBid memory signed = _signedBid(_bidder, 1);
        signed.deadline = block.timestamp;
        bytes memory signature = _sign(BIDDER_KEY, batch.bidHash(signed));
        uint256 snapshot = vm.snapshotState();
        vm.assertEq(_place(signed, signature), 1);
        vm.assertTrue(vm.revertToState(snapshot));
        vm.warp(block.timestamp + 1);
        bytes memory reason = abi.encodeWithSelector(
            IBatchAuction.BidExpired.selector, signed.deadline, signed.deadline + 1
        );
        _refused(signed, signature, reason);
    }

    function test_bidFor_RefusesAUsedOrCancelledNonce() external {
        SignedBid memory signed = _signedBid(_bidder, 300);
        bytes memory signature = _sign(BIDDER_KEY, batch.bidHash(signed));
        vm.assertEq(_place(signed, signature), 1);
        vm.assertTrue(batch.isNonceUsed(_bidder, 300));
        vm.assertFalse(batch.isNonceUsed(_bidder, 301) || batch.isNonceUsed(_bidder, 299));
        bytes memory reason = abi.encodeWithSelector(IBatchAuction.NonceUsed.selector, _bidder, 300);
        _refused(signed, signature, reason);
        signed.tick = 9; // another bid under the same nonce
        _refused(signed, _sign(BIDDER_KEY, batch.bidHash(signed)), reason);

        signed = _signedBid(_bidder, 5);
        vm.prank(_bidder);
        batch.cancelNonces(0, 1 << 5 | 1 << 9);
        vm.assertTrue(batch.isNonceUsed(_bidder, 9) && !batch.isNonceUsed(_bidder, 6));
        reason = abi.encodeWithSelector(IBatchAuction.NonceUsed.selector, _bidder, 5);
        _refused(signed, _sign(BIDDER_KEY, batch.bidHash(signed)), reason);
    }

    /// @dev Another signer, another field, another chain, the other root of s, the compact form, no bytes at all.
    function test_bidFor_RefusesEveryOtherSignature() external {
        SignedBid memory signed = _signedBid(_bidder, 1);
        bytes32 hash = batch.bidHash(signed);
        bytes memory reason = abi.encodeWithSelector(IBatchAuction.SignatureRejected.selector, _bidder);
        _refused(signed, _sign(OTHER_KEY, hash), reason);
        _refused(signed, "", reason);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(BIDDER_KEY, hash);
        _refused(signed, abi.encodePacked(r, ORDER - uint256(s), v == 27 ? 28 : 27), reason);
        _refused(signed, abi.encodePacked(r, uint256(s) | uint256(v - 27) << 255), reason);
        bytes memory good = abi.encodePacked(r, s, v);
        SignedBid memory changed = _signedBid(_bidder, 1);
        changed.quantity += 1;
        _refused(changed, good, reason);
        vm.chainId(block.chainid + 1);
        _refused(signed, good, reason);
        vm.chainId(block.chainid - 1);
        vm.assertEq(_place(signed, good), 1);
    }

    /// @dev The signature is on every field: none of them can be another's choice.
    function test_bidFor_RefusesEveryChangedField() external {
        bytes memory signature = _sign(BIDDER_KEY, batch.bidHash(_signedBid(_bidder, 1)));
        for (uint256 field; field < 7; ++field) {
            SignedBid memory changed = _signedBid(_bidder, 1);
            if (field == 0) changed.owner = vm.addr(OTHER_KEY);
            else if (field == 1) ++changed.id;
            else if (field == 2) changed.isWhole = true;
            else if (field == 3) ++changed.tick;
            else if (field == 4) ++changed.quantity;
            else if (field == 5) ++changed.nonce;
            else ++changed.deadline;
            bytes memory reason = abi.encodeWithSelector(IBatchAuction.SignatureRejected.selector, changed.owner);
            _refused(changed, signature, reason);
        }
        vm.assertEq(_place(_signedBid(_bidder, 1), signature), 1);
    }

    /// @dev What recovers to nobody is nobody's signature.
    function test_bidFor_RefusesTheZeroAddress() external {
        SignedBid memory signed = _signedBid(address(0), 1);
        bytes memory reason = abi.encodeWithSelector(IBatchAuction.SignatureRejected.selector, address(0));
        _refused(signed, "", reason);
        _refused(signed, new bytes(65), reason);
        _refused(signed, abi.encodePacked(bytes32(uint256(1)), bytes32(uint256(1)), uint8(29)), reason);
    }

    function test_bidHash_IsTheTypedDataDigest() external view {
        SignedBid memory b = _signedBid(_bidder, 1);
        bytes32 bidType = keccak256(
            "Bid(address owner,uint256 id,bool isWhole,uint256 tick,uint256 quantity,uint256 nonce,uint256 deadline)"
        );
        bytes32 bidStruct =
            keccak256(abi.encode(bidType, b.owner, b.id, b.isWhole, b.tick, b.quantity, b.nonce, b.deadline));
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Fractional BatchAuction"),
                keccak256("1"),
                block.chainid,
                address(batch)
            )
        );
        vm.assertEq(batch.bidHash(b), keccak256(abi.encodePacked("\x19\x01", domain, bidStruct)));
    }

    function test_bidFor_RefusesWhatTheBookRefuses() external {
        SignedBid memory signed = _signedBid(_bidder, 1);
        signed.quantity = S0 + 1;
        bytes memory reason = abi.encodeWithSelector(IBatchAuction.BidAboveSupply.selector, S0 + 1, S0);
        _refused(signed, _sign(BIDDER_KEY, batch.bidHash(signed)), reason);
        vm.assertFalse(batch.isNonceUsed(_bidder, 1)); // a refused bid uses nothing up
        signed.id = 77; // a vault that is none
        reason = abi.encodeWithSelector(IBatchAuction.BatchNotRunning.selector, 77);
        _refused(signed, _sign(BIDDER_KEY, batch.bidHash(signed)), reason);
    }

    // ---- wallets that are contracts ----

    function test_bidFor_AWalletMayBidAndClaim() external {
        Adversary wallet = new Adversary(); // it says yes to every signature
        _fund(address(wallet), 10_000e18);
        SignedBid memory signed = _signedBid(address(wallet), 1);
        (signed.isWhole, signed.quantity) = (true, batch.stateOf(id).reservePrice);
        vm.assertEq(_place(signed, "anything"), 1);
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        wallet.act(address(batch), abi.encodeCall(batch.deliver, (id, 0, HOLDER)));
        vm.assertEq(collection.ownerOf(1), HOLDER);
    }

    function test_bidFor_RefusesAWalletWithAnOddAnswer() external {
        OddWallet wallet = new OddWallet();
        _fund(address(wallet), 10_000e18);
        SignedBid memory signed = _signedBid(address(wallet), 1);
        bytes memory reason = abi.encodeWithSelector(IBatchAuction.SignatureRejected.selector, address(wallet));
        bytes4 magic = 0x1626ba7e;
        bytes[5] memory answers = [
            bytes(""),
            abi.encodePacked(magic, new bytes(27)), // 31 bytes
            abi.encode(bytes4(0xffffffff)),
            abi.encodePacked(bytes32(uint256(uint32(magic))), "x"), // at the wrong end, 33 bytes
            new bytes(4_096)
        ];
        for (uint256 i; i < answers.length; ++i) {
            wallet.setAnswer(answers[i]);
            _refused(signed, "", reason);
        }
        wallet.setAnswer(abi.encodePacked(magic, new bytes(28), "and one more")); // the word is there, and more
        vm.assertEq(_place(signed, ""), 1);
    }

    function test_bidFor_RefusesAWalletThatReverts() external {
        Adversary wallet = new Adversary();
        wallet.setMischief(Adversary.Mischief.Reverts);
        SignedBid memory signed = _signedBid(address(wallet), 1);
        _refused(signed, "", abi.encodeWithSelector(IBatchAuction.SignatureRejected.selector, address(wallet)));
    }

    /// @dev Each bid has its part of the gas: one that burns all of it costs the others nothing but that.
    function test_bidFor_AWalletThatBurnsItsGasStopsNobody() external {
        Adversary wallet = new Adversary();
        wallet.setMischief(Adversary.Mischief.BurnsAllGas);
        (SignedBid[] memory bids, bytes[] memory signatures) = _three();
        bids[0].owner = address(wallet);
        bytes memory call = abi.encodeCall(batch.bidFor, (bids, signatures, new bytes[](0)));
        (bool ok, bytes memory answer) = address(batch).call{gas: 2_000_000}(call);
        vm.assertTrue(ok, "the batch failed");
        vm.assertEq(abi.decode(answer, (uint256)), 2, "placed");
    }

    // ---- several at once ----

    function test_bidFor_OneRefusedBidCostsTheOthersNothing() external {
        (SignedBid[] memory bids, bytes[] memory signatures) = _three();
        (bids[1].quantity, bids[1].isWhole) = (1, true); // not what was signed
        bytes memory reason = abi.encodeWithSelector(IBatchAuction.SignatureRejected.selector, bids[1].owner);
        vm.expectEmit(address(batch));
        emit IBatchAuction.SignedBidRefused(id, bids[1].owner, bids[1].nonce, reason);
        vm.assertEq(batch.bidFor(bids, signatures, new bytes[](0)), 2);
        vm.assertEq(uint256(batch.stateOf(id).bidCount), 2);
        vm.assertEq(batch.bidOf(id, 2).owner, bids[2].owner);
    }

    // ---- permits ----

    /// @dev A permit that is no permit, or of a vault that is none, concerns its own bid only.
    function test_bidFor_ABrokenPermitStopsNobody() external {
        (SignedBid[] memory bids, bytes[] memory signatures) = _three();
        bytes[] memory permits = new bytes[](2);
        permits[0] = "not a permit";
        bids[1].id = uint256(77) << 96;
        signatures[1] = _sign(OTHER_KEY, batch.bidHash(bids[1]));
        permits[1] = abi.encode(uint256(1), block.timestamp, uint8(27), bytes32(0), bytes32(0));
        vm.assertEq(batch.bidFor(bids, signatures, permits), 1);
        vm.assertEq(batch.bidOf(id, 1).owner, bids[2].owner);
    }

    /// @dev Somebody used it first, or the token has none: the allowance decides.
    function test_bidFor_AUsedPermitIsIgnored() external {
        SignedBid[] memory bids = new SignedBid[](1);
        bytes[] memory signatures = new bytes[](1);
        bytes[] memory permits = new bytes[](1);
        bids[0] = _signedBid(_bidder, 1);
        signatures[0] = _sign(BIDDER_KEY, batch.bidHash(bids[0]));
        permits[0] = abi.encode(uint256(1), block.timestamp, uint8(27), bytes32(0), bytes32(0));
        vm.expectEmit(address(batch));
        emit IBatchAuction.PermitIgnored(id, _bidder); // wrapped ether has no permits
        vm.assertEq(batch.bidFor(bids, signatures, permits), 1);
    }

    /// @dev The permit's arguments come through as they are, and it is asked of the vault's own token.
    function test_bidFor_AGoodPermitIsUsed() external {
        PermitToken token = new PermitToken();
        vm.etch(address(weth), address(token).code);
        SignedBid[] memory bids = new SignedBid[](1);
        bytes[] memory signatures = new bytes[](1);
        bytes[] memory permits = new bytes[](1);
        bids[0] = _signedBid(_bidder, 1);
        signatures[0] = _sign(BIDDER_KEY, batch.bidHash(bids[0]));
        permits[0] = abi.encode(uint256(5e18), block.timestamp, uint8(27), bytes32(0), bytes32(0));
        vm.expectCall(
            address(weth),
            abi.encodeCall(
                PermitToken.permit,
                (_bidder, address(batch), 5e18, block.timestamp, 27, bytes32(0), bytes32(0))
            )
        );
        vm.assertEq(batch.bidFor(bids, signatures, permits), 0); // this token cannot pay: the bid is undone, too
        vm.assertFalse(batch.isNonceUsed(_bidder, 1));
    }

    // ---- parts ----

    function _three() private view returns (SignedBid[] memory bids, bytes[] memory signatures) {
        bids = new SignedBid[](3);
        signatures = new bytes[](3);
        uint256[3] memory keys = [BIDDER_KEY, OTHER_KEY, BIDDER_KEY];
        for (uint256 i; i < 3; ++i) {
            bids[i] = _signedBid(vm.addr(keys[i]), 10 + i);
            signatures[i] = _sign(keys[i], batch.bidHash(bids[i]));
        }
    }

    function _signedBid(address owner, uint256 nonce) private view returns (SignedBid memory) {
        return SignedBid(owner, id, false, 3, S0 / 4, nonce, block.timestamp + 1 hours);
    }

    function _place(SignedBid memory signed, bytes memory signature) private returns (uint256) {
        SignedBid[] memory bids = new SignedBid[](1);
        bytes[] memory signatures = new bytes[](1);
        (bids[0], signatures[0]) = (signed, signature);
        return batch.bidFor(bids, signatures, new bytes[](0));
    }

    function _refused(SignedBid memory signed, bytes memory signature, bytes memory reason) private {
        vm.expectEmit(address(batch));
        emit IBatchAuction.SignedBidRefused(signed.id, signed.owner, signed.nonce, reason);
        vm.assertEq(_place(signed, signature), 0, "placed");
    }
}
