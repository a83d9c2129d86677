/** How a model is rebuilt with QuantLib. */
export interface ModelScript {
  /** What of QuantLib it is rebuilt with, for the sentence before the download. */
  readonly by: string;
  /** Lines of Python that define `volatility_of(smile)`: strike to volatility. */
  readonly code: string;
}

/** Where QuantLib has the volatility itself. */
const BY_VOLATILITY = `def tolerance(t, k, volatility):
    return 1e-10`;

/** SviSmileSection takes a and b in total variance, in the order a, b, sigma, rho, m. */
const SVI: ModelScript = {
  by: 'SviSmileSection',
  code: `def volatility_of(smile):
    """Raw SVI in total variance. QuantLib's order is a, b, sigma, rho, m."""
    p = smile["parameters"]
    order = [p["a"], p["b"], p["sigma"], p["rho"], p["m"]]
    return ql.SviSmileSection(smile["t"], smile["forward"], order).volatility


${BY_VOLATILITY}`,
};

/** J. Gatheral and A. Jacquier, Arbitrage-free SVI volatility surfaces, Quantitative Finance 14(1), 2014, eqs. 3.3, 4.1. */
const SLICE: ModelScript = {
  by: 'SviSmileSection',
  code: `def raw_svi(theta, rho, psi):
    """QuantLib has no class of SSVI or eSSVI, but each slice of them is a raw SVI:
    w = (theta + rho psi k + sqrt((psi k + theta rho)^2 + theta^2 (1 - rho^2)))/2
    (Gatheral and Jacquier 2014, equations 3.3 and 4.1), here in QuantLib's order a, b, sigma, rho, m.
    """
    flat = (1 - rho) * (1 + rho)
    return [theta * flat / 2, psi / 2, theta * math.sqrt(flat) / psi, rho, -rho * theta / psi]


def volatility_of(smile):
    order = raw_svi(**smile["parameters"])
    return ql.SviSmileSection(smile["t"], smile["forward"], order).volatility


${BY_VOLATILITY}`,
};

const SABR: ModelScript = {
  by: 'sabrVolatility',
  code: `def volatility_of(smile):
    """SABR after Hagan et al. 2002. QuantLib's order is alpha, beta, nu, rho.

    A shift displaces forward and strike inside the formula; the volatility is still that of Black's
    formula on the forward and strike themselves.
    """
    p = smile["parameters"]
    order = (p["alpha"], p["beta"], p["nu"], p["rho"])
    forward = smile["forward"] + p["shift"]
    return lambda strike: ql.sabrVolatility(strike + p["shift"], forward, smile["t"], *order)


${BY_VOLATILITY}`,
};

/** J. Obloj, Fine-tune your smile: correction to Hagan et al., Wilmott Magazine, 2008, eq. 4. */
const SABR_OBLOJ: ModelScript = {
  by: "Obłój's formula",
  code: `def stretch(z, rho):
    """x(z)/z of SABR, x(z) = log((sqrt(1 - 2 rho z + z^2) + z - rho)/(1 - rho)), without cancellation."""
    if z == 0:
        return 1.0
    slide = z * (z - 2 * rho)
    rest = slide / (math.sqrt(1 + slide) + 1)
    x = math.log1p((rest + z) / (1 - rho)) if z > 0 else -math.log1p((rest - z) / (1 + rho))
    return x / z


def obloj(strike, forward, t, alpha, beta, nu, rho):
    """SABR after J. Obloj, Fine-tune your smile, 2008, equation 4. QuantLib does not have it, but with
    beta = 1 it is Hagan's formula, which QuantLib has.
    """
    if beta == 1:
        return ql.sabrVolatility(strike, forward, t, alpha, beta, nu, rho)
    a = alpha * forward ** (beta - 1)
    k = math.log(strike / forward)
    q = (1 - beta) * k / 2
    ratio = math.sinh(q) / q if q != 0 else 1.0
    u = a * math.exp(-q)
    z = -nu / a * k * math.exp(q) * ratio
    correction = (1 - beta) ** 2 * u * u / 24 + rho * beta * nu * u / 4 + (2 - 3 * rho * rho) * nu * nu / 24
    return u / ratio / stretch(z, rho) * (1 + t * correction)


def volatility_of(smile):
    """A shift displaces forward and strike inside the formula; the volatility is still that of Black's
    formula on the forward and strike themselves.
    """
    p = smile["parameters"]
    order = (p["alpha"], p["beta"], p["nu"], p["rho"])
    forward = smile["forward"] + p["shift"]
    return lambda strike: obloj(strike + p["shift"], forward, smile["t"], *order)


${BY_VOLATILITY}`,
};

/** Black volatilities from an engine of European options. */
const BY_PRICE = `TODAY = ql.Date(1, 1, 2001)
IN_ONE_YEAR = ql.Date(1, 1, 2002)


def volatility_of(smile):
    """QuantLib counts whole days, the fit counts exact times. On a clock that runs t times as fast every
    expiry is one year away and the law is the same: v0, kappa, theta, sigma (and lambda) times t.
    """
    t = smile["t"]
    ql.Settings.instance().evaluationDate = TODAY
    flat = ql.YieldTermStructureHandle(ql.FlatForward(TODAY, 0.0, ql.Actual365Fixed()))
    engine = engine_of(law_of(smile), flat, flat, ql.QuoteHandle(ql.SimpleQuote(1.0)), t)

    def volatility(strike):
        x = strike / smile["forward"]
        side = ql.Option.Call if x >= 1 else ql.Option.Put
        option = ql.VanillaOption(ql.PlainVanillaPayoff(side, x), ql.EuropeanExercise(IN_ONE_YEAR))
        option.setPricingEngine(engine)
        price = option.NPV()
        deviation = ql.blackFormulaImpliedStdDev(side, x, 1.0, price, 1.0, 0.0, 0.3 * math.sqrt(t), 1e-15, 1000)
        return deviation / math.sqrt(t)

    return volatility


def tolerance(t, k, volatility):
    """1e-10, or where that is more, what PRICE_DIGITS of the forward in the option's price are worth."""
    s = volatility * math.sqrt(t)
    d1 = s / 2 - k / s
    vega = math.sqrt(t) * math.exp(-d1 * d1 / 2) / math.sqrt(2 * math.pi)
    return max(1e-10, PRICE_DIGITS / max(vega, 1e-300))`;

const HESTON_ENGINE = `def law_of(smile):
    """The parameters of a smile: those of the board, or its own where it has moved since the fit."""
    return smile["parameters"] if "parameters" in smile else BOARD


def heston_model(law, rates, dividends, spot, clock=1.0):
    """A fitted law on curves and a spot of yours. HestonModel.params() has the order theta, kappa,
    sigma, rho, v0; HestonProcess takes v0, kappa, theta, sigma, rho.
    """
    v0, kappa, theta, sigma = (clock * law[name] for name in ("v0", "kappa", "theta", "sigma"))
    return ql.HestonModel(ql.HestonProcess(rates, dividends, spot, v0, kappa, theta, sigma, law["rho"]))


def heston_engine(model):
    """Andersen and Piterbarg's control variate, integrated until rounding is all that is left."""
    to_rounding = ql.AnalyticHestonEngine_Integration.gaussLobatto(1e-14, 1e-14, 1000000)
    return ql.AnalyticHestonEngine(model, ql.AnalyticHestonEngine.AndersenPiterbarg, to_rounding, 1e-20)`;

const HESTON: ModelScript = {
  by: 'AnalyticHestonEngine',
  code: `${HESTON_ENGINE}


# A price rounds to this share of the forward.
PRICE_DIGITS = 1e-15


def engine_of(law, rates, dividends, spot, clock):
    return heston_engine(heston_model(law, rates, dividends, spot, clock))


${BY_PRICE}`,
};

const BATES: ModelScript = {
  by: 'BatesEngine',
  code: `${HESTON_ENGINE}


def bates_model(law, rates, dividends, spot, clock=1.0):
    """A fitted law on curves and a spot of yours. BatesProcess takes v0, kappa, theta, sigma, rho, then
    lambda (jumps a year), nu (mean of a jump of ln S) and delta (its standard deviation).
    """
    v0, kappa, theta, sigma = (clock * law[name] for name in ("v0", "kappa", "theta", "sigma"))
    jumps = (clock * law["lambda"], law["muJ"], law["sigmaJ"])
    return ql.BatesModel(
        ql.BatesProcess(rates, dividends, spot, v0, kappa, theta, sigma, law["rho"], *jumps)
    )


# BatesEngine integrates without a control variate: here and there it stops this share of the forward off.
PRICE_DIGITS = 1e-11


def engine_of(law, rates, dividends, spot, clock):
    # QuantLib's BatesModel wants jumps: without any the model is Heston's.
    if law["lambda"] == 0:
        return heston_engine(heston_model(law, rates, dividends, spot, clock))
    return ql.BatesEngine(bates_model(law, rates, dividends, spot, clock), 1e-15, 1000000)


${BY_PRICE}`,
};

/** The script of each model by its id. */
export const modelScripts: Readonly<Record<string, ModelScript>> = {
  svi: SVI,
  ssvi: SLICE,
  'ssvi-heston': SLICE,
  essvi: SLICE,
  sabr: SABR,
  'sabr-obloj': SABR_OBLOJ,
  heston: HESTON,
  bates: BATES,
};
