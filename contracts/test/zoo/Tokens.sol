// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Payment tokens that misbehave, each in one way that some real token has.
/// @notice The base is a plain ERC-20 that anybody may mint.
contract ZooToken {
    mapping(address => uint256) internal _units;
    mapping(address owner => mapping(address spender => uint256)) public allowance;

    error BalanceTooLow(address owner, uint256 held, uint256 needed);
    error AllowanceTooLow(address owner, address spender);

    function mint(address to, uint256 amount) external {
        _units[to] += amount;
    }

    function approve(address spender, uint256 amount) external virtual returns (bool) {
        allowance[msg.sender][spender] = amount;
        return true;
    }

    function transfer(address to, uint256 amount) external virtual returns (bool) {
        _move(msg.sender, to, amount);
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external virtual returns (bool) {
        _spend(from, amount);
        _move(from, to, amount);
        return true;
    }

    function balanceOf(address owner) public view virtual returns (uint256) {
        return _units[owner];
    }

    function _spend(address from, uint256 amount) internal {
        uint256 allowed = allowance[from][msg.sender];
        if (allowed < amount) revert AllowanceTooLow(from, msg.sender);
        if (allowed != type(uint256).max) allowance[from][msg.sender] = allowed - amount;
    }

    function _move(address from, address to, uint256 amount) internal virtual {
        if (_units[from] < amount) revert BalanceTooLow(from, _units[from], amount);
        _units[from] -= amount;
        _units[to] += amount;
    }
}

/// @notice Returns nothing at all, as the oldest stable coin does.
contract NoReturnToken is ZooToken {
    function transfer(address to, uint256 amount) external override returns (bool) {
        _move(msg.sender, to, amount);
        _answerNothing();
    }

    function transferFrom(address from, address to, uint256 amount) external override returns (bool) {
        _spend(from, amount);
        _move(from, to, amount);
        _answerNothing();
    }

    function _answerNothing() private pure {
        assembly ("memory-safe") {
            return(0, 0)
        }
    }
}

/// @notice Says `false` instead of reverting, while `refusing`.
contract FalseReturnToken is ZooToken {
    bool public refusing;

    function setRefusing(bool refusing_) external {
        refusing = refusing_;
    }

    function transfer(address to, uint256 amount) external override returns (bool) {
        if (refusing) return false;
        _move(msg.sender, to, amount);
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external override returns (bool) {
        if (refusing) return false;
        _spend(from, amount);
        _move(from, to, amount);
        return true;
    }
}

/// @notice Keeps one hundredth of every transfer.
contract FeeToken is ZooToken {
    function _move(address from, address to, uint256 amount) internal override {
        super._move(from, to, amount);
        _units[to] -= amount / 100;
    }
}

interface ITokenHolder {
    function tokensToSend(address from, address to, uint256 amount) external;
    function tokensReceived(address from, address to, uint256 amount) external;
}

/// @notice Calls both sides of a transfer that asked for it, as ERC-777 does; their revert is the transfer's.
contract HookToken is ZooToken {
    mapping(address => bool) public wantsHooks;

    function setHooks(bool wanted) external {
        wantsHooks[msg.sender] = wanted;
    }

    function _move(address from, address to, uint256 amount) internal override {
        if (wantsHooks[from]) ITokenHolder(from).tokensToSend(from, to, amount);
        super._move(from, to, amount);
        if (wantsHooks[to]) ITokenHolder(to).tokensReceived(from, to, amount);
    }
}

/// @notice Refuses every transfer from or to a blocked account.
contract BlocklistToken is ZooToken {
    mapping(address => bool) public blocked;

    error AccountBlocked(address account);

    function setBlocked(address account, bool blocked_) external {
        blocked[account] = blocked_;
    }

    function _move(address from, address to, uint256 amount) internal override {
        if (blocked[from]) revert AccountBlocked(from);
        if (blocked[to]) revert AccountBlocked(to);
        super._move(from, to, amount);
    }
}

contract PausableToken is ZooToken {
    bool public paused;

    error TokenPaused();

    function setPaused(bool paused_) external {
        paused = paused_;
    }

    function _move(address from, address to, uint256 amount) internal override {
        if (paused) revert TokenPaused();
        super._move(from, to, amount);
    }
}

/// @notice Every balance is its units times one index that anybody may move.
contract RebasingToken is ZooToken {
    uint256 public indexBps = 10_000;

    function rebase(uint256 indexBps_) external {
        indexBps = indexBps_;
    }

    function balanceOf(address owner) public view override returns (uint256) {
        return _units[owner] * indexBps / 10_000;
    }

    function _move(address from, address to, uint256 amount) internal override {
        super._move(from, to, (amount * 10_000 + indexBps - 1) / indexBps);
    }
}

/// @notice Refuses to change an allowance that is not zero, as the oldest stable coin does.
contract ApproveRaceToken is ZooToken {
    error AllowanceNotZero(address owner, address spender);

    function approve(address spender, uint256 amount) external override returns (bool) {
        if (amount != 0 && allowance[msg.sender][spender] != 0) revert AllowanceNotZero(msg.sender, spender);
        allowance[msg.sender][spender] = amount;
        return true;
    }
}
