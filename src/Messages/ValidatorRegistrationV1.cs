using Consensoor.Spec.Ssz;

namespace Consensoor.Messages;

/// <summary>
/// What a validator wants of builders until gloas: who is paid, the gas limit that payloads move towards, and when it said so, in Unix
/// seconds (`builder-specs`, ValidatorRegistrationV1).
/// </summary>
[SszContainer]
public sealed partial record ValidatorRegistrationV1
{
    public ExecutionAddress FeeRecipient { get; init; }

    public ulong GasLimit { get; init; }

    public ulong Timestamp { get; init; }

    public BLSPubkey Pubkey { get; init; }
}
