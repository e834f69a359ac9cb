// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILoanBook, LoanOffer, LoanTerms} from "../src/interfaces/ILoanBook.sol";
import {Vault} from "../src/Vault.sol";
import {Fixture} from "./utils/Fixture.sol";
import {vm} from "./utils/Vm.sol";

/// @dev A wallet that accepts the signatures of one key (ERC-1271), or answers whatever it was told to.
contract Wallet {
    address private immutable OWNER;
    bytes private answer;

    constructor(address owner) {
        OWNER = owner;
    }

    function answerWith(bytes calldata answer_) external {
        answer = answer_;
    }

    function approve(address token, address spender) external {
        (bool done,) = token.call(abi.encodeWithSignature("approve(address,uint256)", spender, type(uint256).max));
        require(done);
    }

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        bytes memory told = answer;
        if (told.length != 0) {
            assembly {
                return(add(told, 32), mload(told))
            }
        }
        (uint8 v, bytes32 r, bytes32 s) =
            (uint8(signature[64]), bytes32(signature[0:32]), bytes32(signature[32:64]));
        return ecrecover(digest, v, r, s) == OWNER ? bytes4(0x1626ba7e) : bytes4(0);
    }
}

/// @notice What an offer must be to be used, and that it is used once.
contract LoanOffersTest is Fixture {
    Vault private vault;
    LoanOffer[] private offers;
    bytes[] private signatures;

    function setUp() public override {
        super.setUp();
        vault = _newVault(1, 1);
        _appraise(address(collection), 1, VALUE);
        _add(_offer(address(vault), lender, 20e18, _terms()), LENDER_KEY);
        _add(_offer(address(vault), secondLender, 10e18, _terms()), SECOND_LENDER_KEY);
    }

    function _add(LoanOffer memory offer, uint256 key) private {
        offers.push(offer);
        signatures.push(_sign(key, loanBook.offerHash(offer)));
    }

    function _open() private returns (uint256) {
        vm.prank(DEPOSITOR);
        return loanBook.open(address(vault), offers, signatures, DEPOSITOR);
    }

    function _expectRefusal(bytes memory refusal) private {
        vm.prank(DEPOSITOR);
        vm.expectRevert(refusal);
        loanBook.open(address(vault), offers, signatures, DEPOSITOR);
    }

    function _rejected(address signer) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ILoanBook.SignatureRejected.selector, signer);
    }

    // ---- the batch ----

    function test_open_RevertWhen_NoOffers() external {
        delete offers;
        _expectRefusal(abi.encodeWithSelector(ILoanBook.OfferCountOutOfRange.selector, 0, 64));
    }

    function test_open_RevertWhen_SixtyFiveOffers() external {
        for (uint256 i = offers.length; i < 65; ++i) {
            offers.push(offers[0]);
        }
        _expectRefusal(abi.encodeWithSelector(ILoanBook.OfferCountOutOfRange.selector, 65, 64));
    }

    function test_open_RevertWhen_SignatureMissing() external {
        signatures.pop();
        _expectRefusal(abi.encodeWithSelector(ILoanBook.SignatureCountMismatch.selector, 2, 1));
    }

    function test_open_RevertWhen_OfferForAnotherVault() external {
        offers[1].vault = STRANGER;
        _expectRefusal(abi.encodeWithSelector(ILoanBook.OfferForOtherVault.selector, STRANGER, vault));
    }

    function test_open_RevertWhen_TermsDiffer() external {
        offers[1].terms.rateBps += 1;
        signatures[1] = _sign(SECOND_LENDER_KEY, loanBook.offerHash(offers[1]));
        _expectRefusal(abi.encodeWithSelector(ILoanBook.OfferTermsDiffer.selector, 1));
    }

    // ---- one offer ----

    function test_open_RevertWhen_ZeroPrincipal() external {
        offers[0].principal = 0;
        _expectRefusal(abi.encodeWithSelector(ILoanBook.ZeroPrincipal.selector));
    }

    /// @dev Half open: alive one second before `validUntil`, dead at it and after.
    function test_open_RevertWhen_OfferExpired() external {
        uint256 validUntil = block.timestamp + 1 hours;
        offers[0].validUntil = uint40(validUntil);
        signatures[0] = _sign(LENDER_KEY, loanBook.offerHash(offers[0]));
        for (uint256 i; i < 2; ++i) {
            vm.warp(validUntil + i);
            _expectRefusal(abi.encodeWithSelector(ILoanBook.OfferExpired.selector, validUntil, validUntil + i));
        }
        vm.warp(validUntil - 1);
        _open();
    }

    function test_open_RevertWhen_EpochBumped() external {
        vm.expectEmit(address(loanBook));
        emit ILoanBook.OffersCancelled(lender, 1);
        vm.prank(lender);
        loanBook.cancelOffers();
        _expectRefusal(abi.encodeWithSelector(ILoanBook.OfferEpochStale.selector, 0, 1));
    }

    function test_open_RevertWhen_EpochNotReachedYet() external {
        offers[0].epoch = 1;
        signatures[0] = _sign(LENDER_KEY, loanBook.offerHash(offers[0]));
        _expectRefusal(abi.encodeWithSelector(ILoanBook.OfferEpochStale.selector, 1, 0));
    }

    function test_open_RevertWhen_OfferTwiceInOneBatch() external {
        offers[1] = offers[0];
        signatures[1] = signatures[0];
        _expectRefusal(abi.encodeWithSelector(ILoanBook.OfferUsed.selector, loanBook.offerHash(offers[0])));
    }

    function test_open_RevertWhen_OfferUsedBefore() external {
        _open();
        vm.prank(DEPOSITOR);
        loanBook.repay(address(vault), type(uint256).max);
        _expectRefusal(abi.encodeWithSelector(ILoanBook.OfferUsed.selector, loanBook.offerHash(offers[0])));
    }

    // ---- signatures ----

    function test_open_RevertWhen_SignedByAnother() external {
        signatures[0] = signatures[1];
        _expectRefusal(_rejected(lender));
    }

    function test_open_RevertWhen_SignatureEmptyOrLong() external {
        signatures[0] = "";
        _expectRefusal(_rejected(lender));
        signatures[0] = abi.encodePacked(_sign(LENDER_KEY, loanBook.offerHash(offers[0])), bytes1(0));
        _expectRefusal(_rejected(lender));
    }

    function test_open_RevertWhen_SignatureMalleable() external {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(LENDER_KEY, loanBook.offerHash(offers[0]));
        uint256 order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
        bytes32 highS = bytes32(order - uint256(s));
        uint8 flipped = v == 27 ? 28 : 27;
        vm.assertEq(ecrecover(loanBook.offerHash(offers[0]), flipped, r, highS), lender);
        signatures[0] = abi.encodePacked(r, highS, flipped);
        _expectRefusal(_rejected(lender));
    }

    function test_open_RevertWhen_SignatureCompact() external {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(LENDER_KEY, loanBook.offerHash(offers[0]));
        signatures[0] = abi.encodePacked(r, bytes32(uint256(s) | (uint256(v - 27) << 255)));
        _expectRefusal(_rejected(lender));
    }

    function test_open_RevertWhen_ChainForked() external {
        vm.chainId(block.chainid + 1);
        _expectRefusal(_rejected(lender));
    }

    function test_open_RevertWhen_LenderIsNobody() external {
        offers[0].lender = address(0);
        signatures[0] = new bytes(65);
        _expectRefusal(_rejected(address(0)));
    }

    /// @dev Every signed field, changed by one, spoils the signature.
    function test_open_RevertWhen_AnyFieldChanged() external {
        offers.pop();
        signatures.pop();
        uint256 before = vm.snapshotState();
        for (uint256 field; field < 15; ++field) {
            _change(offers[0], field);
            vm.prank(DEPOSITOR);
            vm.expectRevert(_rejected(lender));
            loanBook.open(address(vault), offers, signatures, DEPOSITOR);
            vm.revertToState(before);
        }
        _open();
    }

    function _change(LoanOffer storage offer, uint256 field) private {
        LoanTerms storage terms = offer.terms;
        if (field == 0) offer.principal += 1;
        else if (field == 1) offer.salt += 1;
        else if (field == 2) offer.validUntil += 1;
        else if (field == 3) terms.rateBps += 1;
        else if (field == 4) terms.lateRateBps += 1;
        else if (field == 5) terms.dueAt += 1;
        else if (field == 6) terms.graceSeconds += 1;
        else if (field == 7) terms.cureSeconds += 1;
        else if (field == 8) terms.confirmSeconds += 1;
        else if (field == 9) terms.maxLtvBps -= 1;
        else if (field == 10) terms.cureLtvBps += 1;
        else if (field == 11) terms.liquidationLtvBps += 1;
        else if (field == 12) terms.penaltyBps += 1;
        else if (field == 13) terms.conversionBps += 1;
        else terms.auctionSeconds += 1;
    }

    // ---- ERC-1271 ----

    function _walletOffer() private returns (Wallet wallet) {
        wallet = new Wallet(lender);
        wallet.approve(address(weth), address(loanBook));
        vm.prank(TAKER);
        weth.transfer(address(wallet), 100e18);
        offers[0] = _offer(address(vault), address(wallet), 20e18, _terms());
        offers[0].terms = offers[1].terms;
        signatures[0] = _sign(LENDER_KEY, loanBook.offerHash(offers[0]));
    }

    function test_open_RevertWhen_WalletRefuses() external {
        Wallet wallet = _walletOffer();
        signatures[0] = _sign(SECOND_LENDER_KEY, loanBook.offerHash(offers[0]));
        _expectRefusal(_rejected(address(wallet)));
    }

    /// @dev Answers of 0, 31, 33 and 4 096 bytes that do not start with the magic word.
    function test_open_RevertWhen_WalletAnswersOddly() external {
        Wallet wallet = _walletOffer();
        bytes[3] memory answers = [abi.encodePacked(bytes31(uint248(1))), abi.encode(1, 1), new bytes(4_096)];
        for (uint256 i; i < 3; ++i) {
            wallet.answerWith(answers[i]);
            _expectRefusal(_rejected(address(wallet)));
        }
        wallet.answerWith(abi.encodePacked(bytes4(0x1626ba7e))); // too short to be an answer
        _expectRefusal(_rejected(address(wallet)));
    }

    function test_open_FundsFromAWallet() external {
        Wallet wallet = _walletOffer();
        uint256 loanId = _open();
        (uint256 units,) = loanBook.position(loanId, address(wallet));
        vm.assertEq(units, 20e18);
        vm.assertEq(weth.balanceOf(address(wallet)), 80e18);
    }

    function test_offerHash_IsTheTypedDataDigest() external view {
        bytes memory termsType =
            "LoanTerms(uint16 rateBps,uint16 lateRateBps,uint40 dueAt,uint24 graceSeconds,uint24 cureSeconds,"
            "uint24 confirmSeconds,uint16 maxLtvBps,uint16 cureLtvBps,uint16 liquidationLtvBps,uint16 penaltyBps,"
            "uint16 conversionBps,uint24 auctionSeconds,uint8 options)";
        bytes memory offerType = abi.encodePacked(
            "LoanOffer(address lender,address vault,uint128 principal,LoanTerms terms,uint64 epoch,uint64 salt,"
            "uint40 validUntil)",
            termsType
        );
        LoanOffer memory o = offers[0];
        bytes32 termsHash = keccak256(bytes.concat(keccak256(termsType), abi.encode(o.terms)));
        bytes32 offerStruct = keccak256(
            abi.encode(keccak256(offerType), o.lender, o.vault, o.principal, termsHash, o.epoch, o.salt, o.validUntil)
        );
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Fractional LoanBook"),
                keccak256("1"),
                block.chainid,
                address(loanBook)
            )
        );
        vm.assertEq(loanBook.offerHash(o), keccak256(abi.encodePacked("\x19\x01", domain, offerStruct)));
    }
}
