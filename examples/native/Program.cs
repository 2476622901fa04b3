using System.Text;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Ssz;

// SSZ, BLS and KZG of Consensoor.Spec in a program that is trimmed or native; exits with 1 where one of them does not hold.
var ssz = Networks.Find("mainnet")!.Ssz(ForkName.Gloas);
var checkpoint = new Checkpoint { Epoch = 7, Root = new Bytes32(Encoding.ASCII.GetBytes("a root has thirty-two characters")) };
var root = checkpoint.HashTreeRoot(ssz);
var isRead = Checkpoint.TryDecode(checkpoint.ToSsz(ssz), ssz, out var read, out _) && read.HashTreeRoot(ssz) == root;
var isNamed = SszTypes.Find("BeaconState", ForkName.Gloas) is not null;
Console.WriteLine($"SSZ: {root}, {isRead && isNamed}");

var (bls, secret) = (ManagedBls.Shared, new Bytes32([.. Enumerable.Repeat((byte)1, Bytes32.Length)]));
var signature = bls.Sign(secret, root.AsSpan())!.Value;
var isSigned = bls.FastAggregateVerify([bls.SkToPk(secret)!.Value], root.AsSpan(), signature);
Console.WriteLine($"BLS: {signature}, {isSigned}");

var (kzg, blob) = (new ManagedKzg(), new byte[KzgSizes.BytesPerBlob]);
var (commitment, proof) = (new byte[KzgSizes.BytesPerCommitment], new byte[KzgSizes.BytesPerProof]);
(blob[31], blob[63]) = (1, 2);
var isProven = kzg.BlobToKzgCommitment(blob, commitment).IsValid && kzg.ComputeBlobKzgProof(blob, commitment, proof).IsValid
    && kzg.VerifyBlobKzgProof(blob, commitment, proof).IsValid;
Console.WriteLine($"KZG: 0x{Convert.ToHexStringLower(commitment)}, {isProven}");
return isRead && isNamed && isSigned && isProven ? 0 : 1;
