namespace Consensoor.Interop.Keys.SlashingProtection;

/// <summary>What an interchange must be before any of it is taken.</summary>
public static class InterchangeChecks
{
    /// <summary>Throws <see cref="SlashingProtectionException"/> for another chain's history and for numbers out of range.</summary>
    public static void ThrowIfForeign(Interchange interchange, Root genesisValidatorsRoot)
    {
        if (interchange.GenesisValidatorsRoot != genesisValidatorsRoot)
        {
            throw new SlashingProtectionException(
                $"the history is of the chain with genesis validators {interchange.GenesisValidatorsRoot}, not of {genesisValidatorsRoot}");
        }

        foreach (var key in interchange.Data)
        {
            foreach (var block in key.Blocks)
            {
                ThrowIfBeyond(key.Pubkey, "slot", block.Slot);
            }

            foreach (var attestation in key.Attestations)
            {
                ThrowIfBeyond(key.Pubkey, "source epoch", attestation.Source);
                ThrowIfBeyond(key.Pubkey, "target epoch", attestation.Target);
            }
        }
    }

    private static void ThrowIfBeyond(BLSPubkey pubkey, string what, ulong number)
    {
        if (number > SigningHistory.MaxNumber)
        {
            throw new SlashingProtectionException($"{pubkey}: {what} {number} is out of range");
        }
    }
}
