namespace Consensoor.Spec.Config;

/// <summary>The forks of the specification in their order; `fork >= ForkName.Altair` reads as "altair or later".</summary>
public enum ForkName
{
    Phase0,
    Altair,
    Bellatrix,
    Capella,
    Deneb,
    Electra,
    Fulu,
    Gloas,
    Heze,
}
