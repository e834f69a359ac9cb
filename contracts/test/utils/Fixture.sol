// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AppraisalOracle} from "../../src/AppraisalOracle.sol";
import {AuctionLens} from "../../src/auctions/AuctionLens.sol";
import {BatchAuction} from "../../src/auctions/BatchAuction.sol";
import {DutchAuction} from "../../src/auctions/DutchAuction.sol";
import {SealedBids} from "../../src/auctions/SealedBids.sol";
import {DemoCollection} from "../../src/demo/DemoCollection.sol";
import {DemoWeth} from "../../src/demo/DemoWeth.sol";
import {Appraisal, FloorReport} from "../../src/interfaces/IAppraisalOracle.sol";
import {LoanOffer, LoanTerms} from "../../src/interfaces/ILoanBook.sol";
import {Item} from "../../src/interfaces/IVault.sol";
import {InsuranceFund} from "../../src/InsuranceFund.sol";
import {LoanBook} from "../../src/LoanBook.sol";
import {Vault} from "../../src/Vault.sol";
import {VaultFactory} from "../../src/VaultFactory.sol";
import {vm} from "./Vm.sol";

/// @notice The whole protocol on a fresh chain, with a collection, wrapped ether, five appraisers and a cast of people.
/// The table of the specification: appraised 100, 40 lent at 12 % for 90 days, penalty 2 %, fee 0.5 %, royalty 5 %.
abstract contract Fixture {
    uint256 internal constant START = 1_800_000_000; // seconds
    uint256 internal constant S0 = 1_000_000e18;
    uint256 internal constant QUORUM = 600; // three appraisers of 250 each
    uint256 internal constant VALUE = 100e18;
    uint256 internal constant PRINCIPAL = 40e18;
    uint256 internal constant ROYALTY_BPS = 500;

    uint256 internal constant LENDER_KEY = 0xA1;
    uint256 internal constant SECOND_LENDER_KEY = 0xA2;
    address internal immutable lender = vm.addr(LENDER_KEY);
    address internal immutable secondLender = vm.addr(SECOND_LENDER_KEY);
    address internal constant OWNER = address(0x1001); // of factory and oracle
    address internal constant DEPOSITOR = address(0x1002);
    address internal constant TAKER = address(0x1003);
    address internal constant KEEPER = address(0x1004);
    address internal constant STRANGER = address(0x1005);
    address internal constant HOLDER = address(0x1006);
    address internal constant FEES = address(0x2001);
    address internal constant ARTIST = address(0x2003); // royalty receiver

    DemoWeth internal weth;
    DemoCollection internal collection; // with royalty
    AppraisalOracle internal oracle;
    LoanBook internal loanBook;
    DutchAuction internal dutch;
    BatchAuction internal batch;
    SealedBids internal sealedBids;
    InsuranceFund internal fund;
    AuctionLens internal lens;
    VaultFactory internal factory;

    uint256[] internal appraiserKeys; // ascending by address
    uint64 internal lastNonce;
    uint64 internal lastSalt;

    function setUp() public virtual {
        vm.warp(START);
        weth = new DemoWeth();
        collection = new DemoCollection("Punks", "PNK", ARTIST, uint96(ROYALTY_BPS));
        _deploy();
        _registerAppraisers(5);
        vm.startPrank(OWNER);
        factory.listPaymentToken(address(weth), true);
        oracle.setCollection(address(collection), 50_000, 500);
        vm.stopPrank();
        _reportFloor(address(collection), 50e18);
        vm.warp(START + 7 days);
        address[6] memory rich = [lender, secondLender, DEPOSITOR, TAKER, KEEPER, STRANGER];
        for (uint256 i; i < rich.length; ++i) {
            _fund(rich[i], 1_000_000e18);
        }
    }

    // ---- deployment, in the order of docs/contracts.md ----

    function _deploy() internal {
        uint256 nonce = vm.getNonce(address(this));
        address predictedBook = vm.computeCreateAddress(address(this), nonce + 2);
        address predictedAuction = vm.computeCreateAddress(address(this), nonce + 3);
        address predictedBatch = vm.computeCreateAddress(address(this), nonce + 4);
        address predictedSealed = vm.computeCreateAddress(address(this), nonce + 5);
        address predictedFactory = vm.computeCreateAddress(address(this), nonce + 6);
        oracle = new AppraisalOracle(OWNER, QUORUM);
        fund = new InsuranceFund(predictedBook);
        loanBook = new LoanBook(predictedFactory, predictedAuction, address(oracle), address(fund));
        dutch = new DutchAuction(loanBook, predictedBatch, FEES);
        batch = new BatchAuction(dutch, predictedSealed);
        sealedBids = new SealedBids(batch);
        factory = new VaultFactory(OWNER, loanBook, dutch);
        lens = new AuctionLens(dutch);
    }

    /// @dev Wrapped ether, and full allowances for the three modules.
    function _fund(address who, uint256 amount) internal {
        vm.deal(who, amount);
        vm.startPrank(who);
        weth.deposit{value: amount}();
        weth.approve(address(loanBook), type(uint256).max);
        weth.approve(address(dutch), type(uint256).max);
        weth.approve(address(batch), type(uint256).max);
        weth.approve(address(sealedBids), type(uint256).max);
        vm.stopPrank();
    }

    // ---- oracle ----

    function _registerAppraisers(uint256 count) internal {
        for (uint256 i; i < count; ++i) {
            uint256 key = uint256(keccak256(abi.encode("appraiser", i)));
            uint256 place = appraiserKeys.length;
            appraiserKeys.push(key);
            for (; place > 0 && vm.addr(appraiserKeys[place - 1]) > vm.addr(key); --place) {
                appraiserKeys[place] = appraiserKeys[place - 1];
            }
            appraiserKeys[place] = key;
            vm.prank(OWNER);
            oracle.setSigner(vm.addr(key), 250);
        }
    }

    function _appraiser(uint256 i) internal view returns (address) {
        return vm.addr(appraiserKeys[i]);
    }

    /// @dev One round of the first three appraisers, all of the same opinion.
    function _appraise(address collection_, uint256 tokenId, uint256 value) internal {
        _appraise(collection_, tokenId, value, value, value);
    }

    /// @dev Values ascending.
    function _appraise(address collection_, uint256 tokenId, uint256 low, uint256 middle, uint256 high) internal {
        Appraisal[] memory given = new Appraisal[](3);
        given[0] = _appraisal(collection_, tokenId, low);
        given[1] = _appraisal(collection_, tokenId, middle);
        given[2] = _appraisal(collection_, tokenId, high);
        (address[] memory signers, bytes[] memory signatures) = _signRound(given, 0);
        oracle.submitRound(given, signers, signatures);
    }

    function _appraisal(address collection_, uint256 tokenId, uint256 value) internal returns (Appraisal memory) {
        uint40 now_ = uint40(block.timestamp);
        return Appraisal(collection_, tokenId, uint128(value), 9_000, now_, now_ + 1 hours, ++lastNonce);
    }

    /// @dev By the appraisers from number `first` on.
    function _signRound(Appraisal[] memory given, uint256 first)
        internal
        view
        returns (address[] memory signers, bytes[] memory signatures)
    {
        signers = new address[](given.length);
        signatures = new bytes[](given.length);
        for (uint256 i; i < given.length; ++i) {
            signers[i] = _appraiser(first + i);
            signatures[i] = _sign(appraiserKeys[first + i], oracle.appraisalHash(given[i]));
        }
    }

    function _reportFloor(address collection_, uint256 price) internal {
        FloorReport[] memory given = new FloorReport[](3);
        address[] memory signers = new address[](3);
        bytes[] memory signatures = new bytes[](3);
        uint40 now_ = uint40(block.timestamp);
        for (uint256 i; i < 3; ++i) {
            given[i] = FloorReport(collection_, uint128(price), now_, now_ + 1 hours, ++lastNonce);
            signers[i] = _appraiser(i);
            signatures[i] = _sign(appraiserKeys[i], oracle.floorReportHash(given[i]));
        }
        oracle.submitFloor(given, signers, signatures);
    }

    function _sign(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    // ---- vaults ----

    /// @dev Mints the tokens `firstTokenId`, +1, ... to the depositor and locks them in one vault.
    function _newVault(uint256 firstTokenId, uint256 count) internal returns (Vault vault) {
        Item[] memory items = new Item[](count);
        vm.startPrank(DEPOSITOR);
        collection.setApprovalForAll(address(factory), true);
        for (uint256 i; i < count; ++i) {
            items[i] = Item(address(collection), firstTokenId + i);
            collection.mint(DEPOSITOR, firstTokenId + i);
        }
        vault = Vault(factory.create(items, S0, address(weth), "Punk shares", "PNKS"));
        vm.stopPrank();
    }

    // ---- loans ----

    function _terms() internal view returns (LoanTerms memory) {
        return LoanTerms({
            rateBps: 1_200,
            lateRateBps: 600,
            dueAt: uint40(block.timestamp + 90 days),
            graceSeconds: 72 hours,
            cureSeconds: 24 hours,
            confirmSeconds: 6 hours,
            maxLtvBps: 4_500,
            cureLtvBps: 5_200,
            liquidationLtvBps: 5_500,
            penaltyBps: 200,
            conversionBps: 7_000,
            auctionSeconds: 72 hours,
            options: 0
        });
    }

    function _offer(address vault, address lender_, uint256 principal, LoanTerms memory terms)
        internal
        returns (LoanOffer memory)
    {
        return LoanOffer({
            lender: lender_,
            vault: vault,
            principal: uint128(principal),
            terms: terms,
            epoch: loanBook.epochOf(lender_),
            salt: ++lastSalt,
            validUntil: uint40(block.timestamp + 1 days)
        });
    }

    function _signedOffer(Vault vault, uint256 principal, LoanTerms memory terms)
        internal
        returns (LoanOffer[] memory offers, bytes[] memory signatures)
    {
        offers = new LoanOffer[](1);
        signatures = new bytes[](1);
        offers[0] = _offer(address(vault), lender, principal, terms);
        signatures[0] = _sign(LENDER_KEY, loanBook.offerHash(offers[0]));
    }

    /// @dev By one lender, to the depositor, who must hold all shares; every item is appraised at `VALUE` first.
    function _openLoan(Vault vault, uint256 principal) internal returns (uint256 loanId) {
        return _openLoan(vault, principal, _terms());
    }

    function _openLoan(Vault vault, uint256 principal, LoanTerms memory terms) internal returns (uint256 loanId) {
        for (uint256 i; i < vault.itemCount(); ++i) {
            if (vault.deliveredMask() >> i & 1 == 0) _appraise(address(collection), vault.item(i).tokenId, VALUE);
        }
        (LoanOffer[] memory offers, bytes[] memory signatures) = _signedOffer(vault, principal, terms);
        vm.prank(DEPOSITOR);
        return loanBook.open(address(vault), offers, signatures, DEPOSITOR);
    }

    /// @dev By two lenders; every item is appraised at `VALUE` first.
    function _openShared(Vault vault, uint256 first, uint256 second, LoanTerms memory terms)
        internal
        returns (uint256 loanId)
    {
        for (uint256 i; i < vault.itemCount(); ++i) {
            _appraise(address(collection), vault.item(i).tokenId, VALUE);
        }
        LoanOffer[] memory offers = new LoanOffer[](2);
        bytes[] memory signatures = new bytes[](2);
        offers[0] = _offer(address(vault), lender, first, terms);
        offers[1] = _offer(address(vault), secondLender, second, terms);
        signatures[0] = _sign(LENDER_KEY, loanBook.offerHash(offers[0]));
        signatures[1] = _sign(SECOND_LENDER_KEY, loanBook.offerHash(offers[1]));
        vm.prank(DEPOSITOR);
        return loanBook.open(address(vault), offers, signatures, DEPOSITOR);
    }

    // ---- auctions ----

    /// @dev Past due and grace: rule M holds.
    function _mature(Vault vault) internal {
        LoanTerms memory terms = loanBook.loan(loanBook.loanIdOf(address(vault))).terms;
        vm.warp(uint256(terms.dueAt) + terms.graceSeconds);
    }

    /// @dev A vault of `count` items with 40 lent for each, in default and kicked.
    function _kicked(uint256 firstTokenId, uint256 count) internal returns (Vault vault, uint256 id) {
        return _kicked(firstTokenId, count, PRINCIPAL * count, _terms());
    }

    function _kicked(uint256 firstTokenId, uint256 count, uint256 principal, LoanTerms memory terms)
        internal
        returns (Vault vault, uint256 id)
    {
        vault = _newVault(firstTokenId, count);
        _openLoan(vault, principal, terms);
        _mature(vault);
        vm.prank(KEEPER);
        id = dutch.kick(address(vault));
    }

    /// @dev Lets the price fall to `price` or just below, in the sale of round 0 or 1.
    function _warpToPrice(uint256 id, uint256 price) internal {
        uint256 low = dutch.terms(id).startsAt;
        uint256 high = low + dutch.terms(id).durationSeconds - 1;
        while (low < high) {
            uint256 middle = (low + high) / 2;
            if (lens.priceAt(id, middle) > price) low = middle + 1;
            else high = middle;
        }
        vm.warp(low);
    }

    function _take(uint256 id, uint256 itemIndex) internal returns (uint256 price) {
        vm.prank(TAKER);
        return dutch.take(id, itemIndex, type(uint256).max, TAKER, block.timestamp, "");
    }
}
