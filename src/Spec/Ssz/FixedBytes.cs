namespace Consensoor.Spec.Ssz;

/// <summary>Four bytes: versions, domain types, fork digests.</summary>
[FixedBytes(4)]
public readonly partial struct Bytes4;

/// <summary>Eight bytes: payload ids.</summary>
[FixedBytes(8)]
public readonly partial struct Bytes8;

/// <summary>Twenty bytes: execution addresses.</summary>
[FixedBytes(20)]
public readonly partial struct Bytes20;

/// <summary>Thirty-two bytes: roots, hashes, field elements.</summary>
[FixedBytes(32)]
public readonly partial struct Bytes32;

/// <summary>Forty-eight bytes: compressed G1 points (public keys, KZG commitments and proofs).</summary>
[FixedBytes(48)]
public readonly partial struct Bytes48;

/// <summary>Ninety-six bytes: compressed G2 points (signatures).</summary>
[FixedBytes(96)]
public readonly partial struct Bytes96;
