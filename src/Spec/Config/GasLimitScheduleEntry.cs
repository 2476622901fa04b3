namespace Consensoor.Spec.Config;

/// <summary>One entry of GAS_LIMIT_SCHEDULE: the gas limit scheduled from Epoch on (`gloas/beacon-chain.md#gas-limit-schedule`).</summary>
public sealed record GasLimitScheduleEntry(ulong Epoch, ulong GasLimit);
