/** What `--help` prints. */
export const HELP = `Fits a volatility smile to every expiry of an option quote file and writes the parameters.

  npm run -s fit -- FILE... [options]        volbench fit FILE... [options]

FILE is a quote file (as Deribit, OKX, Bybit, Binance, Tardis, Cboe and others write it, or any table or
JSON with strike, expiry, type, bid and ask; docs/file-formats.md has them all), a recording of a live
market, or - for standard input. Several files that belong together make one board.

  --model svi[,...]                  svi, ssvi, essvi, sabr, heston, bates; several give a JSON array
                                     in the order given                                   [svi]
  --phi power|heston                 the curvature of --model ssvi                        [power]
  --sabr hagan|obloj                 the formula of --model sabr                          [hagan]
  --beta 1  --shift 0                SABR's exponent and displacement, held at this value; freed by --bounds
  --residual vol|total-variance|price
                                     what is fitted                                       [vol]
  --loss squared|huber|soft-l1                                                            [squared]
  --outside 1                        what the model pays outside bid and ask, times the quote's weight
                                     and the square of the distance                       [0]
  --atm-pin 1                        hold the model to the market's vol at the forward; 1 counts as all
                                     quotes of an expiry together                         [0]
  --prior FIT.json                   draw the fit towards that of a fit file of the same model, expiry by expiry, as its
                                     errors and the time since allow; svi, essvi, sabr
  --prior-strength 1                 multiplies that; 0 is off                            [1]
  --optimiser levenberg-marquardt|l-bfgs-b                                                [levenberg-marquardt]
  --butterfly report|penalise|strict what is done about butterfly arbitrage               [report]
  --headroom 1.44                    leave a strict smile of svi or essvi room to be raised to so many times its
                                     variance before butterfly arbitrage appears          [1]
  --calendar report|penalise|strict  what is done about calendar arbitrage                [report]
  --weights spread=1,size=1,...      exponents spread, size, activity; age (half-life in seconds, or off),
                                     moneyness (width in sigma root T, or off), cap (largest share, 0.05 to 1)
  --fix rho=0[,...]                  hold a parameter at a value on every expiry; may be repeated
  --bounds rho=-0.9:0.9[,...]        keep a parameter in a range; an end may be left empty; may be repeated
  --as-of 2023-02-15T21:00:00Z       the instant of quotes whose file does not say it; where it does, this
                                     one is taken instead
  --rate 4.3                         % a year, continuously compounded: discounts where nothing in the file tells it,
                                     such as American chains, whose early exercise is priced with it and taken off;
                                     a discount that call-put pairs tell stays   [none]
  --underlying BTC                   choose among several underlyings in one file
  --at 2023-02-15T21:00:00Z          choose the last snapshot, or the last tick of each option, at or before
                                     an instant in a file that holds several, or in a recording   [the last]
  --weekend-weight 0.5               how much variance a Saturday or Sunday carries against a weekday, 0 to 2;
                                     it changes what lies between expiries, never a fit   [1]
  --event 2026-08-05=3[,...]         a day that counts as so many weekdays, 0 to 1000; may be repeated. Days begin at
                                     midnight UTC, in New York or India where the options expire there
  --time calendar|weighted           leave the weights of a settings file unused, or use them
  --query 65000@2026-08-05T08:00:00Z[...]
                                     write vol, total variance, European premiums and deltas of any strike at any
                                     instant as CSV in place of the fit; may be repeated
  --map strike=K,bid=Bid,...         which column of a table holds what: the header's text, #3 for the third column,
                                     or nothing to leave one out; also units=coin|currency|decimal|percent
  --holdout 0.2                      fit again with this share of the quotes held out, fold by fold, and once without
                                     the wings: errors on quotes the fit has not seen
  --bootstrap 300                    fit again to so many samples of the residuals: how far the figures scatter
  --seed 1                           of the draws of both; the same seed, the same figures [1]
  --settings FILE.fit.json           start from the settings of a fit file; options given here go over them.
                                     Its as-of instant and forwards by hand hold for the same quote files only;
                                     its rate for any
  --format fit-json|parameters-csv|grid-csv|quotes-csv|quantlib-python (or quantlib)      [fit-json]
  --json                             the comparison of the models as JSON on standard output; the fits go to --out only
  --out FILE                         write there instead of to standard output
  --help                             this text

The fit goes to standard output or --out, progress and a summary to standard error; with several models the summary
is a table that compares them.
Exit status: 0 fitted; 1 some expiries failed, the file is written all the same; 2 the input could not
be used; 3 wrong arguments.
`;
